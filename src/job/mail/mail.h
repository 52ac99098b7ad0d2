/*
 * Mails that the house writes by itself: in the reader's language, as plain
 * text and HTML, marked as automatic so that no machine answers them, and
 * within the limits of the governor.
 */
#pragma once

#include "core/ctx.h"
#include "core/html.h"
#include "ticket/ticket.h"

/* What the mail templates may say. A text that is not there may be NULL. */
struct mail_words {
	const char *name;         /* of the reader */
	const char *organisation; /* its name */
	const char *subject;      /* of the ticket */
	int64_t number;           /* of the ticket */
	const char *owner;        /* who has it */
	int64_t due_at;        /* by when the reader hears from us; CLOCK_NEVER: nothing is due */
	int64_t opens_at;      /* the house is closed until then; 0: it is open */
	const char *link;      /* the address of the one button */
	const char *own_words; /* what the mailbox adds; "" */
	const char *signature; /* of the mailbox */
	const char *preview;   /* the customer's words, for colleagues */
	int64_t minutes, days; /* how long the link is good; until what happens by itself */
	const char *files;     /* names of files, one a line */
	int64_t most_files, most_bytes;    /* of one mail; of one file */
	const char *phone, *email, *hours; /* how else to reach a person; "" */
	const char *hours_language;        /* in which the hours are written */
	/* Of a clock: which one, and why somebody is called: soon, late, chain, pause. */
	const char *clock, *call;
	bool is_unsent;       /* the reply that would keep it has not left */
	const char *place_of; /* who would have been called; "" */
	bool has_left;        /* he works here no more */
	/* Of a reply: what its writer said, and whose turn it is (struct outbox). */
	const char *said, *said_language, *turn;
	/* Of a complaint: where it stands, and to whom its customer can turn outside. */
	const char *stage, *outside;
	int64_t decide_at;    /* by when it is decided; CLOCK_NEVER: that is not promised */
	const char *sentence; /* of a notification: what happened, in the reader's language; of a
				 survey: its question */
	const char *headline, *mode; /* of a survey: its own subject, ""; who sees the answers */
	const char *low, *high;      /* of a survey: what the ends of its scale mean */
	const char *decline;         /* of a survey or news: the page where one says no */

	struct mail_scores {
		struct mail_score {
			int64_t number;
			const char *link;
		} * items;

		size_t count;
	} scores; /* of a survey: a link each */

	/* Of a digest: what is new on the wall, masked. */
	struct mail_voices {
		struct mail_voice {
			const char *who, *mark, *tone, *title, *text, *language, *link;
			int64_t thanks;
		} * items;

		size_t count;
	} voices;

	struct markup said_html;

	struct mail_promises {
		struct mail_promise {
			const char *text;
			int64_t due_at;
		} * items;

		size_t count;
	} promises; /* what it promises */
};

typedef void mail_template(struct html *out, const struct mail_words *words);

struct mail_order {
	const char *effect_key;
	const char *to, *name; /* whom */
	const char *language, *timezone;
	bool names_city;    /* his own zone is not known: times say whose clock they follow */
	const char *digits; /* latin, or "" for those of his language */
	mail_template *text, *html;
	struct mail_words words;
	const struct ticket *ticket; /* NULL: about none */
	int64_t mailbox_id;          /* 0: the usual one */
	const char *rule; /* which duty writes it, for job/mail/governor.h; NULL: a person asked for
			     it */
	bool is_counted;  /* against the limit of its address */
	bool is_answer;   /* to a mail that came, which a machine may have written */
	bool is_first;    /* of ours about it; it answers in_reply_to, or begins the thread */
	bool is_to_customer;     /* it stands among the mails that he has */
	const char *in_reply_to; /* "" or NULL: none */
	int64_t staff_id;        /* of the colleague whom it tells something; 0: a customer's */
	int64_t unsubscribes;    /* the customer who may want no more of this; 0: nobody */
};

/* Renders and puts it into the outbox. HK_OK also when it is there already, or when the
 * governor stops it. HK_NOT_FOUND: there is no mailbox. */
enum hk_result mail_queue(struct ctx *cx, const struct mail_order *order);

/* Fills words, language, mailbox and address for a mail to the ticket's customer. HK_NOT_FOUND: he
 * has no address that works. */
enum hk_result mail_to_customer(struct ctx *cx, const struct ticket *ticket,
				struct mail_order *ret);
/* The same without an address. */
enum hk_result mail_words_of(struct ctx *cx, const struct ticket *ticket, struct mail_order *ret);
/* In cx->arena, in the language of the order. */
char *mail_render(struct ctx *cx, const struct mail_order *order, mail_template *template);
/* Of a page of the organisation. */
const char *mail_link(struct ctx *cx, const char *path);
