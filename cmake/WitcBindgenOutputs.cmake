# The last step of the rule that witc_bindgen makes: lists what is in `folder` in `list`, joins the depfiles of its calls in
# `depfile`, and touches their `stamps`.

cmake_minimum_required(VERSION 3.25)

file(GLOB_RECURSE outputs LIST_DIRECTORIES OFF "${folder}/*")
file(CONFIGURE OUTPUT "${list}" CONTENT "@outputs@" @ONLY)   # only if it is not so already
set(rules "")
foreach(stamp IN LISTS stamps)
  file(READ "${stamp}.d" rule)
  string(APPEND rules "${rule}\n")
endforeach()
file(WRITE "${depfile}" "${rules}")
file(TOUCH ${stamps})
