// A stack for work that nests as deep as its input does.
#ifndef BASE_DEEP_H
#define BASE_DEEP_H

// Calls work(payload) on a thread of its own and waits for it. When there is no such thread to
// be had, it is called here.
void deep_run(void (*work)(void *), void *payload);

#endif
