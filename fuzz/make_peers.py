#!/usr/bin/env python3
"""Writes the C++ types of fuzz/typed_peers.hpp: random ones, of everything that the typed policy knows but handles.

    make_peers.py FOLDER PARTS [--seed N] [--types N]

Writes PARTS files, FOLDER/typed_peers_<part>.cpp. The same seed gives the same types.
"""

import argparse
import random

INTEGERS = [f'std::{u}int{bits}_t' for u in ('', 'u') for bits in (8, 16, 32, 64)]
SCALARS = INTEGERS + ['bool', 'float', 'double', 'char32_t']
KEYS = INTEGERS + ['bool', 'char32_t', 'std::string', 'std::string']


class Part:
    """The types of one file. `borrowed` ones hold views."""

    def __init__(self, rng):
        self.rng = rng
        self.declarations = []
        self.customisations = []

    def name(self, prefix):
        return f'{prefix}{len(self.declarations)}'

    def customise(self, template, name, body):
        self.customisations.append(f'template <>\nstruct witc::abi::{template}<witc::fuzz::{name}> {{\n{body}\n}};')

    def names(self, template, name, prefix, count):
        texts = ', '.join(f'"{prefix}{i}"' for i in range(count))
        self.customise(template, name, f'  static constexpr std::array<std::string_view, {count}> names{{{texts}}};')

    def scalar(self):
        kind = self.rng.random()
        if kind < 0.65: return self.rng.choice(SCALARS)
        if kind < 0.9: return self.rng.choice(['std::string', 'std::string', 'std::string_view'])
        return 'std::byte'

    def make(self, depth):
        rng = self.rng
        if depth == 0 or rng.random() < 0.1: return self.scalar()
        child = lambda: self.make(depth - 1)
        kind = rng.choice(['vector', 'vector', 'span', 'array', 'tuple', 'optional', 'expected', 'map', 'record', 'record',
                           'variant', 'variant', 'enum', 'flags'])
        if kind == 'vector': return f'std::vector<{child()}>'
        if kind == 'span': return f'std::span<const {child()}>'
        if kind == 'array': return f'std::array<{child()}, {rng.choice([1, 2, 3, 5, 17])}>'
        if kind == 'tuple': return f'std::tuple<{", ".join(child() for _ in range(rng.choice([1, 2, 3, 4])))}>'
        if kind == 'optional': return f'std::optional<{child()}>'
        if kind == 'expected':
            ok = child() if rng.random() < 0.7 else 'void'
            return f'std::expected<{ok}, {child() if rng.random() < 0.7 else "std::monostate"}>'
        if kind == 'map': return f'std::vector<std::pair<{rng.choice(KEYS)}, {child()}>>'
        return getattr(self, kind)(child)

    def record(self, child):
        members = [child() for _ in range(self.rng.choice([1, 2, 3, 4, 7]))]
        name = self.name('Record')
        self.declarations.append(f'struct {name} {{\n' + ''.join(f'  {t} f{i}{{}};\n' for i, t in enumerate(members)) + '};')
        fields = ', '.join(f'field("f{i}", &witc::fuzz::{name}::f{i})' for i in range(len(members)))
        self.customise('Record', name, f'  static constexpr auto fields = std::make_tuple({fields});')
        return name

    def variant(self, child):
        count = self.rng.choice([1, 2, 3, 4, 5])
        cases = [child() if self.rng.random() < 0.7 else 'std::monostate' for _ in range(count)]
        name = self.name('Variant')
        self.declarations.append(f'struct {name} {{\n  std::variant<{", ".join(cases)}> value;\n}};')
        self.names('Variant', name, 'c', len(cases))
        return name

    def enum(self, _):
        count = self.rng.choice([1, 2, 3, 256, 257])
        name = self.name('Enum')
        self.declarations.append(f'enum class {name} : std::uint16_t {{}};')
        self.names('Enum', name, 'e', count)
        return name

    def flags(self, _):
        count = self.rng.choice([1, 7, 8, 9, 16, 17, 31, 32])
        name = self.name('Flags')
        self.declarations.append(f'enum class {name} : std::uint32_t {{}};')
        self.names('Flags', name, 'b', count)
        return name

    def text(self, part, count):
        types = {}  # in order, each once
        while len(types) < count: types[self.make(self.rng.choice([1, 1, 2, 2, 3]))] = True
        parts = ['// Made by make_peers.py.', '#include "fuzz/typed_peers.hpp"', 'namespace witc::fuzz {', 'namespace {']
        parts += self.declarations + ['}  // namespace', '}  // namespace witc::fuzz'] + self.customisations
        parts += ['namespace witc::fuzz {', f'template <>\nstd::span<const TypedPeer> typed_peers_of<{part}>() {{',
                  '  static constexpr TypedPeer peers[] = {']
        parts += [f'    typed_peer<{t}>(),' for t in types]
        parts += ['  };', '  return peers;', '}', '}  // namespace witc::fuzz']
        return '\n'.join(parts) + '\n'


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('folder')
    parser.add_argument('parts', type=int)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--types', type=int, default=20, help='per part')
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    for part in range(arguments.parts):
        with open(f'{arguments.folder}/typed_peers_{part}.cpp', 'w', encoding='utf-8') as out:
            out.write(Part(rng).text(part, arguments.types))


main()
