// canopy.h compiles alone, as C and as C++ (header.cpp), and links.
#include "canopy.h"

int main(void)
{
  CnpSession *s = cnp_session_new();
  bool ok = cnp_session_option(s, "--header=a.h") == CNP_OK &&
            cnp_session_option(s, "--haeder=a.h") == CNP_ERROR_USAGE &&
            cnp_session_error(s)[0] != 0 && cnp_parse(s) == CNP_ERROR_USAGE &&
            cnp_plan(s) == CNP_ERROR_USAGE && cnp_session_libclang(s)[0] == 0 &&
            cnp_text(s, "model") == NULL && cnp_text(s, "diagnostics") != NULL;
  cnp_session_free(s);
  cnp_session_free(NULL);
  return ok ? 0 : 1;
}
