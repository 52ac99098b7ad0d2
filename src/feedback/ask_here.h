/*
 * ask_here: whether somebody is asked while he is with us, at the end of a call or of a chat. A
 * telephone system or a chat tells of the contact and is answered at once. All rules hold that
 * protect him and the figures, and the lot; those of when a message may reach him (floor, address,
 * window) do not speak, for nothing is sent to him. What would wait is not asked: he is gone then.
 */
#pragma once

#include "feedback/invitation.h"
#include "ticket/ticket.h"

enum { ASK_HERE_LETTERS = 100, ASK_HERE_HOURS = 24 };

/* The same contact again is answered alike, and nobody is asked twice. */
struct ask_here {
	const struct survey *survey; /* one that asks after a request; running */
	const struct ticket *ticket; /* what the contact was about */
	const char *channel;         /* phone, chat */
	const char *contact;         /* as the other system calls it, ASK_HERE_LETTERS at most */
};

bool ask_here_channel_exists(const char *channel);
/* HK_OK, ret_is_asked: with the invitation that his answer belongs to; its link holds for
 * ASK_HERE_HOURS, and nobody reminds him. */
enum hk_result ask_here(struct ctx *cx, const struct ask_here *wish, bool *ret_is_asked,
			struct invitation *ret);
