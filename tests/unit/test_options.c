#include "check.h"
#include "session.h"

static CnpSession *s;

static void accept(const char *option)
{
  if (cnp_session_option(s, option) != CNP_OK) {
    fprintf(stderr, "%s: %s\n", option, cnp_session_error(s));
    exit(1);
  }
}

static void refuse(const char *option, const char *message)
{
  CHECK(cnp_session_option(s, option) == CNP_ERROR_USAGE);
  CHECK_STR(cnp_session_error(s), message);
}

static void test_refused(void)
{
  refuse("--spelled=x", "option '--spelled' comes before any '--header'");
  refuse("header=x", "expected an option --NAME=VALUE, found 'header=x'");
  refuse("--haeder=x", "unknown option '--haeder', did you mean '--header'?");
  refuse("--clang-args=x", "unknown option '--clang-args', did you mean '--clang-arg'?");
  refuse("--something-else=x", "unknown option '--something-else'");
  refuse("--header", "option '--header' expects a value");
  refuse("--header=", "option '--header' expects the name of a header, found ''");
  refuse("--default-device=1", "option '--default-device' takes no value");
  refuse("--max-errors=0", "option '--max-errors' expects a positive number, found '0'");
  refuse("--unit-size=-3", "option '--unit-size' expects a positive number, found '-3'");
  refuse("--exclude=name", "option '--exclude' expects NAME=VALUE, found 'name'");
  refuse("--intent=f=out", "option '--intent' expects NAME:PARAM=in|out|inout, found 'f=out'");
  refuse("--intent=f:0=ou", "option '--intent' expects in, out or inout, found 'f:0=ou'");
  refuse("--reject=1=no", "option '--reject' comes before planning");
}

static void pair(const PairVec *pairs, const char *key, const char *value)
{
  CHECK_STR(pairs->items[pairs->n - 1].key->text, key);
  CHECK_STR(pairs->items[pairs->n - 1].value->text, value);
}

// An operator's name may hold the very character that ends it.
static void test_names(void)
{
  PairVec *exclude = &s->options.exclude;
  static const struct {
    const char *option, *name, *reason;
  } cases[] = {
      {"--exclude=ns::f=why = so", "ns::f", "why = so"},
      {"--exclude=operator==why", "operator=", "why"},
      {"--exclude=ns::operator===why", "ns::operator==", "why"},
      {"--exclude=S::operator<=>=why", "S::operator<=>", "why"},
      {"--exclude=S::operator()=why", "S::operator()", "why"},
      {"--exclude=S::operator float=why", "S::operator float", "why"},
      {"--exclude=my_operator=why", "my_operator", "why"},
      {"--exclude=operator+=", "operator+", ""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    accept(cases[i].option);
    pair(exclude, cases[i].name, cases[i].reason);
  }
  accept("--intent=ns::S::operator==:x=inout");
  pair(&s->options.intents, "ns::S::operator==:x", "inout");
  accept("--version=libclang=22.1=4");
  pair(&s->options.versions, "libclang", "22.1=4");
}

static void test_stored(void)
{
  accept("--header=a.h");
  accept("--header=/x/b.h");
  accept("--spelled=b.h");
  accept("--default-device");
  accept("--unit-size=7");
  CHECK(s->options.headers.n == 2 && s->options.spelled.n == 2);
  CHECK_STR(s->options.spelled.items[0]->text, "a.h");
  CHECK_STR(s->options.spelled.items[1]->text, "b.h");
  CHECK(s->options.default_device && s->options.unit_size == 7 && s->options.max_errors == 1000);
  const char *text = cnp_text(s, "options");
  CHECK(strstr(text, "\"header\": [\"a.h\", \"/x/b.h\"]"));
  CHECK(strstr(text, "\"version\": [[\"libclang\", \"22.1=4\"]]"));
  CHECK(strstr(text, "\"prelude\": null") && strstr(text, "\"default-device\": true"));
}

int main(void)
{
  s = cnp_session_new();
  test_refused();
  test_names();
  test_stored();
  cnp_session_free(s);
  return 0;
}
