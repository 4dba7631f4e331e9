#pragma once

#include <string_view>

namespace witc::wit {

/// Light or dark as the reader's system says. One column that is narrow enough to read; signatures scroll.
inline constexpr std::string_view style_sheet = R"(
:root {
  color-scheme: light dark;
  --text: #1c1e21; --faint: #5d636b; --page: #ffffff; --panel: #f5f6f8; --line: #dcdfe4; --link: #0b57b7;
  --since: #1d6b3a; --unstable: #8a5a00; --deprecated: #a4262c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e4e6ea; --faint: #9aa1ab; --page: #16181c; --panel: #1f2227; --line: #343941; --link: #7fb4ff;
    --since: #6fcf8f; --unstable: #e2b04a; --deprecated: #ff8b87;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 6rem; max-width: 56rem; background: var(--page); color: var(--text);
  font: 1rem/1.55 system-ui, sans-serif; }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
h1, h2, h3, h4 { line-height: 1.25; }
h2 { margin-top: 3rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); }
h5, h6 { margin: 1rem 0 .25rem; font-size: 1rem; }
code, pre { font-family: ui-monospace, monospace; font-size: .9em; }
pre { padding: .6rem .8rem; overflow-x: auto; background: var(--panel); border-radius: .4rem; }
p code, li code { padding: .1em .3em; background: var(--panel); border-radius: .25em; }
article { margin: 1.5rem 0; scroll-margin-top: 1rem; }
article article, .members { margin-left: 1.25rem; }
.signature { margin: 0; }
.docs { margin: .4rem 0 0; }
.docs > :first-child { margin-top: 0; }
.members { padding: 0; list-style: none; }
.members > li { margin: .35rem 0; }
.members .docs { margin-left: 1.25rem; }
.self { color: var(--faint); }
.kind { color: var(--faint); font-weight: normal; }
.version { color: var(--faint); font-weight: normal; }
.badge { display: inline-block; margin: .2rem .35rem .2rem 0; padding: 0 .5em; border: 1px solid; border-radius: 1em;
  font: .8rem/1.5 system-ui, sans-serif; }
.since { color: var(--since); } .unstable { color: var(--unstable); } .deprecated { color: var(--deprecated); }
nav ul { padding-left: 1.25rem; }
nav p { margin: .2rem 0; color: var(--faint); }
:target > .signature, :target > h2 { background: var(--panel); outline: 2px solid var(--link); }
)";

}  // namespace witc::wit
