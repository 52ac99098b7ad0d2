/* For send.c and send_own.c: a line to one mail server while a batch of mails goes through it. */
#pragma once

#include "job/access.h"
#include "net/net.h"

struct send_line {
	const char *socket;
	int64_t mailbox_id; /* whose own server it is, or OUTBOX_HOUSE */
	struct net_smtp smtp;
	struct net_session *session; /* NULL: opened when the first mail wants it */
	const char *fault; /* why it cannot be opened now; the rest of the batch waits too */
	bool is_given_up;  /* what has waited for days fails with that */
	bool has_token;
	struct access_token token; /* what was signed in with */
};

const char *send_socket(struct ctx *cx);
/* ret: why not, when it is false. */
bool send_line_open(struct ctx *cx, struct send_line *line, struct net_verdict *ret);
void send_line_close(struct send_line *line);
/* Up to a batch of mails of this line that are due; closes it. */
enum hk_result send_batch(struct ctx *cx, struct send_line *line);
/* After a token was refused: a new one, and the line opened with it. ret: why not. */
bool send_line_renew(struct ctx *cx, struct send_line *line, struct net_verdict *ret);
