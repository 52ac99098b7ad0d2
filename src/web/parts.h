/*
 * What the shared parts of pages (templates/parts/) show: plain texts, already
 * decided by the page. Pages fill these from what the domain gives them, so that
 * parts know no domain. Texts are never NULL; "" means that there is none.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "core/ctx.h"
#include "core/html.h"
#include "ticket/ticket.h"

/* What is wrong with a form: cx->fields and cx->field_count. */
struct part_errors {
	const struct field_problem *items;
	size_t count;
};

/* The sentence beside a field, "" when the field is right. */
static inline const char *part_error_of(const struct part_errors *errors, const char *field)
{
	for (size_t i = 0; i < errors->count; i++)
		if (strcmp(errors->items[i].field, field) == 0)
			return errors->items[i].sentence;
	return "";
}

/* Of a select or a group of radio buttons. */
struct part_option {
	const char *value, *label;
	const char *hint;     /* a second line, for big radio buttons; NULL: none */
	const char *language; /* of the label; NULL: that of the page */
	bool is_chosen;
};

struct part_options {
	const struct part_option *items;
	size_t count;
};

struct part_file {
	const char *name, *url;
	const char *thumb; /* URL of a small picture */
	const char *why;   /* it cannot be had, and why; "" when it can */
	int64_t size;
	int64_t width, height; /* at which the small one is shown; 0: as small as a line */
};

struct part_files {
	const struct part_file *items;
	size_t count;
};

/* Whether the sender of a mail is who he says. */
struct part_proof {
	const char *words; /* "" when nothing was told */
	const char *tone, *icon, *detail;
};

/* One message of a conversation. */
struct part_message {
	const char *id;          /* of the element: "m17" */
	const char *kind;        /* in, out, note */
	const char *who;         /* "Fatima Rahman", "You" */
	const char *initials_of; /* the name that the avatar shows */
	const char *icon;        /* of the channel: mail, globe, phone */
	const char *channel;     /* "E-mail" */
	const char *state;       /* of one of ours: "", held, sent, failed */
	const char *state_words; /* "Goes out in 10 seconds", "Sent", "Not delivered: no such
				    address" */
	const char *undo;        /* URL that takes a held one back */
	const char *language, *dir;
	const char *to; /* who gets it, "" when that needs no word */
	int64_t at;
	struct part_proof proof;
	bool is_new;                  /* came while the page was open */
	bool is_partial;              /* the raw message has more */
	bool is_sealed;               /* only who has its key can read it */
	bool is_inner;                /* the customer does not see it, though it is no note */
	bool has_remote;              /* pictures of other servers were left out */
	const char *remote_hosts;     /* whose */
	const char *remote_action;    /* URL that asks for them; "" when it may not be */
	const char *remote_id;        /* of the message, for that form */
	bool is_fetching, has_failed; /* they are being fetched; some could not be had */
	struct markup body;           /* the new part */
	struct markup quoted;         /* earlier mail below it; .html "" when there is none */
	const char *in_full;          /* URL that shows all of it, NULL when that is here */
	const char *forward;          /* URL of the form that hands it on, "" when it may not be */
	const char *side;             /* URL of the conversation beside the ticket, "" */
	const char *quote;            /* URL that puts it into the reply as a quotation, "" */
	const char *quote_id;         /* what is posted there */
	const char *complain;         /* URL that records it as a complaint, NULL */
	const char *cite;             /* who wrote it and when, for its reader; "" */
	const char *whole;            /* URL of the message as it came */
	struct part_files files;
};

/* A line between messages: "Rasa took it", "Solved". */
struct part_event {
	const char *icon, *who, *words;
	int64_t at;
};

/* One clock of a ticket. */
struct part_promise {
	const char *title; /* "First answer" */
	const char *words; /* "Due today 15:00", "In 9 min, promised 30" */
	const char *tone;  /* "", good, warn, danger */
	int64_t due_at; /* runs until then: the words "in 18 min" follow; 0 when it does not run */
	int64_t used, whole; /* of the time, for the bar; whole 0: no bar */
};

struct part_promises {
	const struct part_promise *items;
	size_t count;
};

/* A row of a list of tickets. */
struct part_row {
	int64_t number;
	const char *url;
	const char *icon, *channel; /* "mail", "E-mail" */
	const char *customer;
	const char *customer_language; /* "bn": shown as বাংলা when it is not the reader's */
	const char *subject;
	const char *language, *preview; /* language of subject and preview */
	const char *tone, *due_words;   /* chip: warn, "Answer due" */
	const char *urgent;             /* chip: "Urgent: somebody is stranded"; "": it is not */
	int64_t due_at;                 /* 0: no clock runs */
	const char *owner;              /* "" in one's own list */
	const char *state;              /* a chip in words: "Waiting for customer" */
	int64_t at;
	bool is_unread, is_current;
};

/* A step of a customer's request: done, under way, to come. */
struct part_step {
	const char *title, *words;
	int64_t at; /* 0: not yet */
	bool is_done, is_current;
};

struct part_steps {
	const struct part_step *items;
	size_t count;
};

/* A colleague who has the same ticket open. */
struct part_here {
	int64_t id;
	const char *name, *doing; /* viewing, writing, noting */
};

/* A file that was kept with a draft. */
struct part_kept_file {
	const char *blob, *name;
	int64_t size;
	const char *picture; /* by what a text names it; "": it is none */
	const char *url;     /* where it is seen while it waits; "" */
};

struct part_kept {
	struct part_kept_file *items;
	size_t count;
};

/* One to whom a message may go. */
struct part_person {
	const char *value; /* what the form says when he is ticked: "Ona <ona@example.net>" */
	const char *name, *address;
	bool is_ticked;
};

struct part_persons {
	struct part_person *items;
	size_t count;
};

struct part_people_row {
	struct part_persons people;
	const char *typed; /* what is no address yet, as it was typed */
	const char *error; /* a sentence about it, or "" */
};

/* To whom it goes: To, Cc and Bcc. */
struct part_people {
	struct part_people_row to, cc, bcc;
	bool has_copies;      /* somebody stands in Cc or Bcc */
	const char *left_out; /* how many stand there without a tick, since they are too many; "" */
};

/* One about whom the writer is asked before it leaves. */
struct part_doubt {
	const char *key, *name, *address, *domain;
	bool is_inside, is_customer, is_new, is_hidden;
};

struct part_doubts {
	const struct part_doubt *items;
	size_t count;
};

/* A sentence of a reply that names a time. */
struct part_said {
	int64_t position; /* in the form */
	const char *text;
	const char *at;    /* as a field of a time has it, by the writer's clocks */
	const char *when;  /* the same in words */
	const char *there; /* by the customer's clocks, where they show another time; "" */
	bool is_guess;     /* the hour could also be another */
	bool is_ticked;
};

/* What is found in a reply while somebody writes it. */
struct part_guide {
	const char *language; /* of the sentences */

	struct part_saids {
		struct part_said *items;
		size_t count;
	} said;

	/* Quiet hints in words, the most telling first. */
	struct part_hints {
		const char *const *items;
		size_t count;
	} hints;
};

/* When a reply may leave instead of now. */
struct part_later {
	struct part_options mine;   /* value: ms UTC; label: "Tomorrow morning, 08:00" */
	struct part_options theirs; /* by the clocks of the customer, where those are others */
	const char *city;           /* whose clocks those are: "Dhaka" */
	const char *usual;          /* what the field of a time begins with: 2026-11-30T08:00 */
};

/* Reply and internal note of one ticket. */
struct part_composer {
	int64_t number, version; /* version: the newest message that this page shows */
	int64_t tasks;           /* of the ticket that are open */
	int64_t stood;           /* and the newest line of its history */
	const char *customer;    /* whom the reply reaches */
	const char *address;     /* of the customer: "fatima@example.net"; "": none works */
	struct part_people people;
	const char *language, *dir;               /* of the reply */
	const char *kind;                         /* which tab is open: reply, note */
	const char *reply, *note;                 /* drafts */
	const char *reply_drafted, *note_drafted; /* draft_version() of them */
	struct part_kept reply_kept, note_kept;
	int64_t reply_saved_at, note_saved_at; /* 0: no draft */
	int64_t reply_said, note_said; /* his newest of the kind: what was sent since has come */
	int64_t file_max;              /* bytes */
	struct part_later later;
	struct part_guide guide;
	struct part_options saved; /* saved replies, for those without a script */

	struct part_present {
		const struct part_here *items;
		size_t count;
	} present; /* who else has it open */

	bool can_send;       /* false: there is no address, or no right */
	const char *why_not; /* then the sentence that says so */
	const char *owner;   /* who goes on with the ticket; "" when the writer himself does */
	const char *apology; /* what a reply to a broken promise may begin with; "" or NULL: none */
};

/* "value | subject" */
static inline const char *show_subject(struct html *out, const char *subject)
{
	return ticket_subject(out->language, subject);
}

/* "value | recent": 14:05 for what is younger than 18 hours, else 22 Nov. */
static inline const char *show_recent(struct html *out, int64_t when)
{
	const int64_t young = INT64_C(18) * 60 * 60 * 1000;

	return when > out->now - young ? show_time(out, when) : show_day(out, when);
}

/* What the palette finds. */
struct part_hit {
	const char *icon, *url, *title, *language;
	const char *words; /* "Fatima Rahman, 22 Nov" */
};

struct part_hits {
	const struct part_hit *items;
	size_t count;
};
