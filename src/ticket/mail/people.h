/*
 * people: who is on the mail. Everybody whom the customer wrote to is answered
 * with him unless somebody is left out; and before a mail goes to one whom it
 * may not be meant for, the writer is asked.
 */
#pragma once

#include "ticket/message.h"

/* One mail reaches so many at most: what the mail that goes out and its envelope hold. */
enum { PEOPLE_MOST = 50, LEFT_OUT_MOST = 200 };

/* Who was on the mail beyond that: left out of the answer until its writer says so. */
struct left_out {
	struct recipient_list list; /* the first LEFT_OUT_MOST of them */
	size_t count;               /* of all */
};

/* As typed or ticked: addresses with commas, semicolons or lines between, each with a name before
 * it if one likes: "Ona Petraite <ona@example.net>". NULL is "". */
struct people_text {
	bool is_chosen; /* to and cc are everybody; else they come beside people_usual() */
	const char *to, *cc, *bcc;
};

/* What speaks against one of them, so that it is asked about. */
struct doubt {
	const char *role, *name, *address;
	bool is_inside;   /* a colleague, a mailbox of ours, somebody of a domain of ours */
	bool is_customer; /* another customer, who has not written on this ticket */
	bool is_new;      /* nobody of that domain was on this ticket before */
	const char *key;  /* names the address and the reasons, without spaces */
};

struct doubt_list {
	struct doubt *items;
	size_t count;
};

/* Whom an answer reaches when nobody is left out: the customer first, who wrote last (at his
 * Reply-To, RFC 5322 3.6.3), and those to whom he wrote, in their roles. Never a mailbox of ours.
 * Nobody when the customer has no address that works and no other stands there. */
enum hk_result people_usual(struct ctx *cx, const struct ticket *ticket,
			    struct recipient_list *ret);
/* The same, where every message of the ticket was read already; NULL: they were not. */
enum hk_result people_usual_among(struct ctx *cx, const struct ticket *ticket,
				  const struct message_list *messages, struct recipient_list *ret);
/* The same, and whom one mail does not reach any more. */
enum hk_result people_everybody(struct ctx *cx, const struct ticket *ticket,
				const struct message_list *messages, struct recipient_list *ret,
				struct left_out *ret_left_out);
/* Each once, To before Cc before Bcc. HK_INVALID beside "to", "cc" or "bcc" for what is no address,
 * beside "to" when there is nobody in it, or when nobody chose among more than PEOPLE_MOST. */
enum hk_result people_read(struct ctx *cx, const struct ticket *ticket,
			   const struct people_text *text, struct recipient_list *ret);
/* Those among what was typed that are addresses, and in *ret_rest what is none, as typed. */
struct recipient_list people_scan(struct ctx *cx, const char *role, const char *text,
				  const char **ret_rest);
enum hk_result people_doubts(struct ctx *cx, const struct ticket *ticket,
			     const struct recipient_list *list, struct doubt_list *ret);
/* Who was only typed as an address is called as he is among those known. */
void people_name(const struct recipient_list *known, struct recipient_list *list);
/* The same as people_usual() says: then it is no choice, and whoever is on a later mail is answered
 * too. */
enum hk_result people_settle(struct ctx *cx, const struct ticket *ticket, struct people_text *text);
/* "a@example.net, Ona <ona@example.net>": the line and one more. */
const char *people_line(struct ctx *cx, const char *line, const struct recipient *who);
/* Every one of them stands among keys, which have spaces between. */
bool people_are_sure(const struct doubt_list *doubts, const char *keys);
/* Whoever knows this ticket only by what we handed on to him or by a hidden copy, or whose words
 * came with a ticket of another customer: what he writes the customer must not see. */
enum hk_result people_is_inner(struct ctx *cx, const struct ticket *ticket, const char *sender,
			       bool *ret);
