/* A mail to two mailboxes of ours comes twice, and each road may have written something into it. */
#pragma once

#include "intake/thread.h"

struct twice {
	bool is_known; /* the same mail of the same sender is here: thread says on which ticket */
	bool is_same;  /* and it says nothing that is not there already */
	int64_t message_id;
};

/* The same Message-ID alone proves nothing: programs there are that write the same into each mail.
 * So sender, subject and words must agree too, within a day; one may have more words, a line of a
 * scanner or of a list, and then it is kept beside the other, on the same ticket. thread is set
 * when it is known.
 */
enum hk_result twice_find(struct ctx *cx, const struct mail *mail, const char *sender,
			  struct thread *thread, struct twice *ret);
