/* What a token server says (RFC 6749, 5.1 and 5.2): hostile text in, a gift or a reason out. */
#pragma once

#include "net/net.h"
#include "ticket/mail/mailbox_access.h"

enum access_verdict {
	ACCESS_GIVEN,
	ACCESS_REVOKED, /* invalid_grant: only a person can give the right again */
	ACCESS_WRONG,   /* it does not know us as we are set up */
	ACCESS_LATER,   /* it has trouble of its own */
};

/* ret_reason: its own word for it, such as "invalid_client"; "". Texts are in the arena. */
enum access_verdict access_answer_read(struct hk_arena *arena, const struct net_posted *posted,
				       struct access_gift *ret, const char **ret_reason);
