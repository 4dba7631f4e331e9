# Mistakes are found when a project is configured, and the message says what to do.
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/steps.cmake)

function(mistake call message)
  step(COMMAND ${configure} -S "${CMAKE_CURRENT_LIST_DIR}/misuse" -B build "-DCMAKE_PREFIX_PATH=${prefix}"
               "-Dmistake=${call}" FAILS SAYS "${message}")
endfunction()

mistake([[witc_embed(nobody ${component})]] [[there is no target "nobody"; call it after add_executable or add_library]])
mistake([[witc_embed(headers ${component})]] [["headers" is an alias, imported, or of type INTERFACE_LIBRARY]])
mistake([[witc_embed(app no-such.wasm)]] "the component does not exist: [^ ]*/misuse/no-such.wasm")
mistake([[witc_embed(app ${component} AS b)]] "unknown arguments: AS b usage: witc_embed")
mistake([[witc_embed(app ${component} NAME)]] "nothing follows NAME usage: witc_embed")
mistake([[witc_embed(app ${CMAKE_CURRENT_BINARY_DIR}/1.wasm)]] [["1" is no identifier of C\+\+; say what .* NAME <name>]])
mistake([[witc_embed(app ${component})
          witc_embed(app ${component})]] [["app" has an image called a already; give this one another: NAME <name>]])
mistake([[witc_bindgen(nobody HOST ${wit} WORLD w)]] [[there is no target "nobody"]])
mistake([[witc_bindgen(app HOST ${wit})]] "WORLD is missing usage: witc_bindgen")
mistake([[witc_bindgen(app ${wit} WORLD w)]] "unknown arguments: [^ ]*/w.wit usage: witc_bindgen")
mistake([[witc_bindgen(app HOST no-such WORLD w)]] "the WIT of HOST does not exist: [^ ]*/misuse/no-such")
mistake([[witc_bindgen(app HOST ${CMAKE_CURRENT_BINARY_DIR}/no-wit WORLD w)]] "there is no .wit file in the folder")
