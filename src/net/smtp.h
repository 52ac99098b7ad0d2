/* The SMTP client (RFC 5321) of a net child: one server, any number of mails. */
#pragma once

#include "base/buf.h"
#include "net/line.h"

struct smtp_offers {
	bool starttls, pipelining, eight_bit, utf8, reports, plain, login, xoauth2, bearer;
	int64_t size; /* of the largest mail; 0: not said */
};

struct smtp {
	struct net_line *line;
	struct smtp_offers offers;
	int code; /* of the last reply */
	char text[NET_TEXT];
};

/* Greets, secures and signs in on a line that stands. HK_OK, or anything else with the words in
 * smtp->text and its code. */
enum hk_result smtp_begin(struct smtp *smtp, struct net_line *line);

/* Told just before the last dot leaves; after it the outcome may be unknown. */
typedef enum hk_result smtp_on_handing(void *data);

/* Texts are in the arena. */
void smtp_send(struct smtp *smtp, struct hk_arena *arena, const struct net_mail *mail,
	       smtp_on_handing *on_handing, void *data, struct net_verdict *ret);

void smtp_end(struct smtp *smtp);

/* For smtp.c and smtp_mail.c: one command and its reply, a reply alone (HK_OK whatever its code;
 * on_line may be NULL), and the words for a line that is of no more use. */
enum hk_result smtp_say(struct smtp *smtp, const char *text);
enum hk_result smtp_reply_read(struct smtp *smtp,
			       void (*on_line)(struct smtp_offers *offers, const char *text));
enum hk_result smtp_broken(struct smtp *smtp, const char *problem);
bool smtp_is_positive(int code);

/* The bytes of a mail as DATA wants them: lines end in CRLF whatever they ended in, and a dot at
 * the beginning of a line is doubled. The last dot is not among them. */
void smtp_stuff(struct hk_buf *out, const char *bytes, size_t length, bool *is_at_start);
