// Calls out of turn, as only a C caller can make them.
#include "check.h"
#include "session.h"

static void refused(CnpSession *s, CnpStatus status, const char *id, const char *message)
{
  CHECK(status == CNP_ERROR_USAGE);
  CHECK_STR(cnp_session_error_id(s), id);
  CHECK_STR(cnp_session_error(s), message);
}

int main(void)
{
  CnpSession *s = cnp_session_new();
  CHECK_STR(cnp_session_error_id(s), "");
  refused(s, cnp_parse(s), "not-loaded", "no libclang is loaded");
  char stand_in;
  s->cx = (void *)&stand_in;  // never looked into
  refused(s, cnp_session_load(s, "x"), "loaded-twice", "libclang is loaded already");
  s->cx = NULL;
  CHECK(cnp_session_option(s, "--header=a.h") == CNP_OK);
  CHECK_STR(cnp_session_error_id(s), "");
  cnp_session_free(s);
  return 0;
}
