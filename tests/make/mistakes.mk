# SPDX-License-Identifier: MIT
#
# The mistakes of examples/06-mistakes, for GNU Make.
include $(shell pkg-config --variable=makefile polyffi)

CFLAGS = -g
CXXFLAGS = -g

# $(call mistake,FUNCTION,NAME,SOURCES,OPTIONS): "make NAME" makes the mistake.
mistake = $(call $1,$2,$3,$4)$(eval mistakes += $2)$(eval .PHONY: $2)$(eval $2: $(lastword $(POLYFFI_PRODUCTS)))
list: ; @echo $(mistakes)

$(call polyffi_rust_staticlib,greet,greet.rs,EXPORTS=hello EXPORTS=GREETINGS:data)
$(call polyffi_rust_staticlib,forgot_export,missing_no_mangle.rs)
$(call polyffi_rust_staticlib,greet_again,greet.rs,EXPORTS=hello EXPORTS=GREETINGS:data)
$(call polyffi_static_library,caller,caller.c)

# In Rust.
$(call mistake,polyffi_rust_staticlib,missing_no_mangle,missing_no_mangle.rs,EXPORTS=hello)
$(call mistake,polyffi_rust_staticlib,mangled_export,mangled_export.rs,EXPORTS=hello EXPORTS=hello_twice)
$(call mistake,polyffi_rust_staticlib,misspelt_export,misspelt_export.rs,EXPORTS=hello)
$(call mistake,polyffi_rust_staticlib,data_export,greet.rs,EXPORTS=GREETINGS:function)

# In C and C++.
$(call mistake,polyffi_executable,misspelt_call,misspelt_call.c,LIBRARIES=greet)
$(call mistake,polyffi_executable,undeclared_export,main.c,LIBRARIES=forgot_export)
$(call mistake,polyffi_executable,cxx_caller,cxx_caller.cpp,LIBRARIES=greet)
$(call mistake,polyffi_executable,static_called,static_called.c,LIBRARIES=greet)
$(call mistake,polyffi_executable,no_main,no_main.c,LIBRARIES=greet)

mistakes += wrong_order
wrong_order: call_caller.o $(call polyffi_libraries,greet caller)
	$(call polyffi_link,wrong_order) $(CC) -o $@ $^

# In assembler.
$(call mistake,polyffi_executable,start_label,start_label.asm,ENTRY=_start LIBRARIES=greet)
$(call mistake,polyffi_executable,start_local,start_local.asm,ENTRY=_start LIBRARIES=greet)
$(call mistake,polyffi_executable,start_in_data,start_in_data.asm,ENTRY=_start LIBRARIES=greet)
$(call mistake,polyffi_executable,two_starts,start.asm main.c,LIBRARIES=greet)
$(call mistake,polyffi_executable,absolute,absolute.asm,ENTRY=_start LIBRARIES=greet LDFLAGS=-pie)

# In the link.
$(call mistake,polyffi_executable,exported_twice,main.c,LIBRARIES=greet LIBRARIES=greet_again)

mistakes += executable_stack
executable_stack: main.o $(call polyffi_libraries,greet)
	$(call polyffi_link,executable_stack) $(CC) -o $@ $^ -Wl,-z,execstack
