# SPDX-License-Identifier: MIT
#
# Debug information that lies: it serves only to find a line, so that what was found is told
# all the same, with another place.
include("${CMAKE_CURRENT_LIST_DIR}/Corrupt.cmake")

function(make_object)
  write(main.c "int helo(int);\nint main(void) { return helo(1); }\n")
  write(part.c "int hello(int);\nint hello(int a) { return a; }\n")
  cc(main.c ${ARGN})
  cc(part.c)
endfunction()

macro(object)
  make_object(${ARGN})
  damage(main.o part.o)
endmacro()

# The finding, wherever it is said to be.
function(kept)
  foreach(place IN LISTS ARGN)
    spoiled("${place}")
    get_property(status GLOBAL PROPERTY check_status)
    get_property(error GLOBAL PROPERTY check_error)
    if(NOT status STREQUAL "1" OR NOT error MATCHES "error: undefined reference to 'helo'[^\n]*did you mean 'hello'\\?")
      check_failed("The finding should not depend on debug information.")
    endif()
    expect_known(1)
  endforeach()
endfunction()

function(case_good)
  object(-gdwarf-5)
  check(main.o part.o)
  expect_error("PF011 undefined-misspelt" main.c:2 "'helo'")
endfunction()

function(case_line_length)
  object(-gdwarf-5)
  kept(.debug_line@0=0 .debug_line@0=127 .debug_line@0=128 .debug_line@0=255 .debug_line@1=0 .debug_line@1=127 .debug_line@1=128 .debug_line@1=255 .debug_line@2=0 .debug_line@2=127 .debug_line@2=128 .debug_line@2=255 .debug_line@3=0 .debug_line@3=127 .debug_line@3=128 .debug_line@3=255)
endfunction()

function(case_line_version)
  object(-gdwarf-5)
  kept(.debug_line@4=0 .debug_line@4=127 .debug_line@4=128 .debug_line@4=255 .debug_line@5=0 .debug_line@5=127 .debug_line@5=128 .debug_line@5=255)
endfunction()

function(case_line_address_size)
  object(-gdwarf-5)
  kept(.debug_line@6=0 .debug_line@6=127 .debug_line@6=128 .debug_line@6=255)
endfunction()

function(case_line_header_length)
  object(-gdwarf-5)
  kept(.debug_line@8=0 .debug_line@8=127 .debug_line@8=128 .debug_line@8=255 .debug_line@9=0 .debug_line@9=127 .debug_line@9=128 .debug_line@9=255 .debug_line@10=0 .debug_line@10=127 .debug_line@10=128 .debug_line@10=255 .debug_line@11=0 .debug_line@11=127 .debug_line@11=128 .debug_line@11=255)
endfunction()

function(case_line_instruction_length)
  object(-gdwarf-5)
  kept(.debug_line@12=0 .debug_line@12=127 .debug_line@12=128 .debug_line@12=255 .debug_line@13=0 .debug_line@13=127 .debug_line@13=128 .debug_line@13=255)
endfunction()

function(case_line_statement_default)
  object(-gdwarf-5)
  kept(.debug_line@14=0 .debug_line@14=127 .debug_line@14=128 .debug_line@14=255)
endfunction()

function(case_line_base)
  object(-gdwarf-5)
  kept(.debug_line@15=0 .debug_line@15=127 .debug_line@15=128 .debug_line@15=255)
endfunction()

# Nothing divides by it.
function(case_line_range)
  object(-gdwarf-5)
  kept(.debug_line@16=0 .debug_line@16=127 .debug_line@16=128 .debug_line@16=255)
endfunction()

function(case_line_opcodes)
  object(-gdwarf-5)
  kept(.debug_line@17=0 .debug_line@17=127 .debug_line@17=128 .debug_line@17=255 .debug_line@21=0 .debug_line@21=127 .debug_line@21=128 .debug_line@21=255 .debug_line@25=0 .debug_line@25=127 .debug_line@25=128 .debug_line@25=255 .debug_line@29=0 .debug_line@29=127 .debug_line@29=128 .debug_line@29=255)
endfunction()

function(case_line_directories)
  object(-gdwarf-5)
  kept(.debug_line@30=0 .debug_line@30=127 .debug_line@30=128 .debug_line@30=255 .debug_line@31=0 .debug_line@31=127 .debug_line@31=128 .debug_line@31=255 .debug_line@32=0 .debug_line@32=127 .debug_line@32=128 .debug_line@32=255 .debug_line@33=0 .debug_line@33=127 .debug_line@33=128 .debug_line@33=255 .debug_line@34=0 .debug_line@34=127 .debug_line@34=128 .debug_line@34=255 .debug_line@35=0 .debug_line@35=127 .debug_line@35=128 .debug_line@35=255)
endfunction()

function(case_line_files)
  object(-gdwarf-5)
  kept(.debug_line@40=0 .debug_line@40=127 .debug_line@40=128 .debug_line@40=255 .debug_line@42=0 .debug_line@42=127 .debug_line@42=128 .debug_line@42=255 .debug_line@44=0 .debug_line@44=127 .debug_line@44=128 .debug_line@44=255 .debug_line@46=0 .debug_line@46=127 .debug_line@46=128 .debug_line@46=255 .debug_line@48=0 .debug_line@48=127 .debug_line@48=128 .debug_line@48=255 .debug_line@50=0 .debug_line@50=127 .debug_line@50=128 .debug_line@50=255 .debug_line@52=0 .debug_line@52=127 .debug_line@52=128 .debug_line@52=255)
endfunction()

function(case_line_program)
  object(-gdwarf-5)
  kept(.debug_line@54=0 .debug_line@54=127 .debug_line@54=128 .debug_line@54=255 .debug_line@57=0 .debug_line@57=127 .debug_line@57=128 .debug_line@57=255 .debug_line@60=0 .debug_line@60=127 .debug_line@60=128 .debug_line@60=255 .debug_line@63=0 .debug_line@63=127 .debug_line@63=128 .debug_line@63=255 .debug_line@66=0 .debug_line@66=127 .debug_line@66=128 .debug_line@66=255 .debug_line@69=0 .debug_line@69=127 .debug_line@69=128 .debug_line@69=255)
endfunction()

function(case_unit_length)
  object(-gdwarf-5)
  kept(.debug_info@0=0 .debug_info@0=127 .debug_info@0=128 .debug_info@0=255 .debug_info@1=0 .debug_info@1=127 .debug_info@1=128 .debug_info@1=255 .debug_info@2=0 .debug_info@2=127 .debug_info@2=128 .debug_info@2=255 .debug_info@3=0 .debug_info@3=127 .debug_info@3=128 .debug_info@3=255)
endfunction()

function(case_unit_version)
  object(-gdwarf-5)
  kept(.debug_info@4=0 .debug_info@4=127 .debug_info@4=128 .debug_info@4=255 .debug_info@5=0 .debug_info@5=127 .debug_info@5=128 .debug_info@5=255)
endfunction()

function(case_unit_type)
  object(-gdwarf-5)
  kept(.debug_info@6=0 .debug_info@6=127 .debug_info@6=128 .debug_info@6=255)
endfunction()

function(case_unit_address_size)
  object(-gdwarf-5)
  kept(.debug_info@7=0 .debug_info@7=127 .debug_info@7=128 .debug_info@7=255)
endfunction()

function(case_unit_abbreviations)
  object(-gdwarf-5)
  kept(.debug_info@8=0 .debug_info@8=127 .debug_info@8=128 .debug_info@8=255 .debug_info@9=0 .debug_info@9=127 .debug_info@9=128 .debug_info@9=255 .debug_info@10=0 .debug_info@10=127 .debug_info@10=128 .debug_info@10=255 .debug_info@11=0 .debug_info@11=127 .debug_info@11=128 .debug_info@11=255)
endfunction()

function(case_unit_entries)
  object(-gdwarf-5)
  kept(.debug_info@12=0 .debug_info@12=127 .debug_info@12=128 .debug_info@12=255 .debug_info@16=0 .debug_info@16=127 .debug_info@16=128 .debug_info@16=255 .debug_info@20=0 .debug_info@20=127 .debug_info@20=128 .debug_info@20=255 .debug_info@24=0 .debug_info@24=127 .debug_info@24=128 .debug_info@24=255 .debug_info@28=0 .debug_info@28=127 .debug_info@28=128 .debug_info@28=255 .debug_info@32=0 .debug_info@32=127 .debug_info@32=128 .debug_info@32=255 .debug_info@36=0 .debug_info@36=127 .debug_info@36=128 .debug_info@36=255)
endfunction()

function(case_abbreviation_code)
  object(-gdwarf-5)
  kept(.debug_abbrev@0=0 .debug_abbrev@0=127 .debug_abbrev@0=128 .debug_abbrev@0=255)
endfunction()

function(case_abbreviation_tag)
  object(-gdwarf-5)
  kept(.debug_abbrev@1=0 .debug_abbrev@1=127 .debug_abbrev@1=128 .debug_abbrev@1=255)
endfunction()

function(case_abbreviation_children)
  object(-gdwarf-5)
  kept(.debug_abbrev@2=0 .debug_abbrev@2=127 .debug_abbrev@2=128 .debug_abbrev@2=255)
endfunction()

function(case_abbreviation_forms)
  object(-gdwarf-5)
  kept(.debug_abbrev@3=0 .debug_abbrev@3=127 .debug_abbrev@3=128 .debug_abbrev@3=255 .debug_abbrev@5=0 .debug_abbrev@5=127 .debug_abbrev@5=128 .debug_abbrev@5=255 .debug_abbrev@7=0 .debug_abbrev@7=127 .debug_abbrev@7=128 .debug_abbrev@7=255 .debug_abbrev@9=0 .debug_abbrev@9=127 .debug_abbrev@9=128 .debug_abbrev@9=255 .debug_abbrev@11=0 .debug_abbrev@11=127 .debug_abbrev@11=128 .debug_abbrev@11=255 .debug_abbrev@13=0 .debug_abbrev@13=127 .debug_abbrev@13=128 .debug_abbrev@13=255 .debug_abbrev@15=0 .debug_abbrev@15=127 .debug_abbrev@15=128 .debug_abbrev@15=255 .debug_abbrev@17=0 .debug_abbrev@17=127 .debug_abbrev@17=128 .debug_abbrev@17=255 .debug_abbrev@19=0 .debug_abbrev@19=127 .debug_abbrev@19=128 .debug_abbrev@19=255)
endfunction()

function(case_ranges_of_units)
  object(-gdwarf-5)
  kept(.debug_aranges@0=0 .debug_aranges@0=127 .debug_aranges@0=128 .debug_aranges@0=255 .debug_aranges@2=0 .debug_aranges@2=127 .debug_aranges@2=128 .debug_aranges@2=255 .debug_aranges@4=0 .debug_aranges@4=127 .debug_aranges@4=128 .debug_aranges@4=255 .debug_aranges@6=0 .debug_aranges@6=127 .debug_aranges@6=128 .debug_aranges@6=255 .debug_aranges@8=0 .debug_aranges@8=127 .debug_aranges@8=128 .debug_aranges@8=255 .debug_aranges@10=0 .debug_aranges@10=127 .debug_aranges@10=128 .debug_aranges@10=255)
endfunction()

function(case_strings)
  object(-gdwarf-5)
  kept(.debug_str:sh_size=1 .debug_str:sh_size=3 .debug_str:sh_offset=64 .debug_line_str:sh_size=1 .debug_line_str:sh_size=0)
endfunction()

function(case_relocation_places)
  object(-gdwarf-5)
  kept(".rela.debug_info[0]:r_offset=0xffffffffffffffff" ".rela.debug_line[0]:r_offset=0x7fffffff" ".rela.debug_line[0]:r_offset=1")
endfunction()

function(case_relocation_kinds)
  object(-gdwarf-5)
  kept(".rela.debug_info[0]:r_info=0xff" ".rela.debug_line[0]:r_info=0xffffffff00000001" ".rela.debug_line[0]:r_addend=0x7fffffffffffffff")
endfunction()

function(case_relocation_tables)
  object(-gdwarf-5)
  kept(.rela.debug_line:sh_entsize=0 .rela.debug_line:sh_entsize=1 .rela.debug_info:sh_size=23 .rela.debug_line:sh_link=0 .rela.debug_line:sh_info=0)
endfunction()

function(case_older_line_header)
  object(-gdwarf-4)
  kept(.debug_line@0=0 .debug_line@0=127 .debug_line@0=128 .debug_line@0=255 .debug_line@2=0 .debug_line@2=127 .debug_line@2=128 .debug_line@2=255 .debug_line@4=0 .debug_line@4=127 .debug_line@4=128 .debug_line@4=255 .debug_line@6=0 .debug_line@6=127 .debug_line@6=128 .debug_line@6=255 .debug_line@8=0 .debug_line@8=127 .debug_line@8=128 .debug_line@8=255 .debug_line@10=0 .debug_line@10=127 .debug_line@10=128 .debug_line@10=255 .debug_line@12=0 .debug_line@12=127 .debug_line@12=128 .debug_line@12=255 .debug_line@14=0 .debug_line@14=127 .debug_line@14=128 .debug_line@14=255 .debug_line@16=0 .debug_line@16=127 .debug_line@16=128 .debug_line@16=255 .debug_line@18=0 .debug_line@18=127 .debug_line@18=128 .debug_line@18=255)
endfunction()

function(case_older_unit)
  object(-gdwarf-4)
  kept(.debug_info@0=0 .debug_info@0=127 .debug_info@0=128 .debug_info@0=255 .debug_info@1=0 .debug_info@1=127 .debug_info@1=128 .debug_info@1=255 .debug_info@2=0 .debug_info@2=127 .debug_info@2=128 .debug_info@2=255 .debug_info@3=0 .debug_info@3=127 .debug_info@3=128 .debug_info@3=255 .debug_info@4=0 .debug_info@4=127 .debug_info@4=128 .debug_info@4=255 .debug_info@5=0 .debug_info@5=127 .debug_info@5=128 .debug_info@5=255 .debug_info@6=0 .debug_info@6=127 .debug_info@6=128 .debug_info@6=255 .debug_info@7=0 .debug_info@7=127 .debug_info@7=128 .debug_info@7=255 .debug_info@8=0 .debug_info@8=127 .debug_info@8=128 .debug_info@8=255 .debug_info@9=0 .debug_info@9=127 .debug_info@9=128 .debug_info@9=255 .debug_info@10=0 .debug_info@10=127 .debug_info@10=128 .debug_info@10=255 .debug_info@11=0 .debug_info@11=127 .debug_info@11=128 .debug_info@11=255)
endfunction()

function(case_oldest_line_header)
  object(-gdwarf-2 -gstrict-dwarf)
  kept(.debug_line@0=0 .debug_line@0=127 .debug_line@0=128 .debug_line@0=255 .debug_line@2=0 .debug_line@2=127 .debug_line@2=128 .debug_line@2=255 .debug_line@4=0 .debug_line@4=127 .debug_line@4=128 .debug_line@4=255 .debug_line@6=0 .debug_line@6=127 .debug_line@6=128 .debug_line@6=255 .debug_line@8=0 .debug_line@8=127 .debug_line@8=128 .debug_line@8=255 .debug_line@10=0 .debug_line@10=127 .debug_line@10=128 .debug_line@10=255 .debug_line@12=0 .debug_line@12=127 .debug_line@12=128 .debug_line@12=255 .debug_line@14=0 .debug_line@14=127 .debug_line@14=128 .debug_line@14=255 .debug_line@16=0 .debug_line@16=127 .debug_line@16=128 .debug_line@16=255 .debug_line@18=0 .debug_line@18=127 .debug_line@18=128 .debug_line@18=255)
endfunction()

function(case_compression_kind)
  object(-gz=zlib)
  kept(.debug_info@0=0 .debug_info@0=127 .debug_info@0=128 .debug_info@0=255 .debug_info@3=0 .debug_info@3=127 .debug_info@3=128 .debug_info@3=255)
endfunction()

function(case_compression_size)
  object(-gz=zlib)
  kept(.debug_info@8=0 .debug_info@8=127 .debug_info@8=128 .debug_info@8=255 .debug_info@11=0 .debug_info@11=127 .debug_info@11=128 .debug_info@11=255 .debug_info@12=0 .debug_info@12=127 .debug_info@12=128 .debug_info@12=255 .debug_info@15=0 .debug_info@15=127 .debug_info@15=128 .debug_info@15=255)
endfunction()

function(case_compression_alignment)
  object(-gz=zlib)
  kept(.debug_info@16=0 .debug_info@16=127 .debug_info@16=128 .debug_info@16=255 .debug_info@23=0 .debug_info@23=127 .debug_info@23=128 .debug_info@23=255)
endfunction()

function(case_compressed_bytes)
  object(-gz=zlib)
  kept(.debug_info@24=0 .debug_info@24=127 .debug_info@24=128 .debug_info@24=255 .debug_info@25=0 .debug_info@25=127 .debug_info@25=128 .debug_info@25=255 .debug_info@26=0 .debug_info@26=127 .debug_info@26=128 .debug_info@26=255 .debug_info@30=0 .debug_info@30=127 .debug_info@30=128 .debug_info@30=255 .debug_info@40=0 .debug_info@40=127 .debug_info@40=128 .debug_info@40=255)
endfunction()

run_case()
