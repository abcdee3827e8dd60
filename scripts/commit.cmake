# Write OUTPUT, a header with the git commit of SOURCE, at build time; touch it only when the commit changed.
# Without git, or outside a repository (an unpacked archive), the commit is "unknown".
set(commit "unknown")
if(GIT AND EXISTS "${SOURCE}/.git")
  execute_process(COMMAND "${GIT}" -C "${SOURCE}" describe --always --dirty --abbrev=40 --exclude=*
    OUTPUT_VARIABLE found RESULT_VARIABLE status OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(status EQUAL 0)
    set(commit "${found}")
  endif()
endif()
file(CONFIGURE OUTPUT "${OUTPUT}" @ONLY CONTENT [[
// Written by the build: see scripts/commit.cmake.
#ifndef LIKMC_COMMIT_H
#define LIKMC_COMMIT_H
#define LIKMC_COMMIT "@commit@"
#endif
]])
