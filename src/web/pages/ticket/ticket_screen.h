/* Everything that the page of a ticket shows, with the list beside it. */
#pragma once

#include "people/customer.h"
#include "ticket/ticket.h"
#include "web/pages/desk/list_view.h"
#include "web/pages/desk/task_view.h"
#include "web/pages/ticket/handover_view.h"
#include "web/pages/ticket/promise_view.h"
#include "web/pages/ticket/ticket_answers.h"
#include "web/pages/ticket/ticket_later_view.h"
#include "web/pages/ticket/ticket_tie_view.h"
#include "web/pages/ticket/ticket_timeline.h"
#include "web/pages/ticket/ticket_words.h"
#include "web/parts.h"

/* How to reach him. */
struct customer_address {
	const char *icon, *shown, *url;
	const char *value; /* as it is kept */
	bool is_failing;   /* mail to it is refused for good */
};

struct customer_addresses {
	struct customer_address *items;
	size_t count;
};

/* The panel at the side. */
struct customer_panel {
	const char *url, *name, *language, *timezone, *note;
	int64_t since;
	struct customer_addresses addresses;
	struct list_rows others; /* his other tickets, the newest first */
	bool has_more;           /* there are others */
};

/* Subject, kind, owner, state: what changes while one reads. */
struct ticket_facts {
	int64_t number;
	const char *live; /* what shows this again */
	const struct ticket_word *type, *priority, *state;
	const char *why; /* the priority and from what it follows: "Urgent: somebody is stranded" */
	const char *owner, *team, *language;
	const char *chosen; /* why its owner has it, in words; "": a person gave it to him */
	struct answer_facts answers;
	bool is_mine, is_plain_priority;
	const char *standard;               /* "Urgent incidents: first answer in 1 h"; "" */
	struct part_promises promises;      /* three at most; of more those that are due next */
	struct part_promises more_promises; /* the others */
	int64_t more_count;                 /* of those */
	bool is_late;                       /* a promise is broken now */
	const char *known_by;               /* who sees to that; "" */
	struct given_view given;
	const char *step;       /* of its purpose, in words; "": none */
	int64_t version;        /* its newest message, for what is decided by these facts */
	int64_t loop_response;  /* of a survey: its person waits here for a word; 0: nobody does */
	const char *waits;      /* how that person is called, where it is another one; "" */
	const char *complaint;  /* its stage, in words; "": it is none */
	bool is_suspected;      /* it sounds like one */
	const char *heard;      /* harms that a rule read and nobody looked at, in words; "" */
	bool has_children;      /* that are not at their end */
	struct ties_shown ties; /* other tickets that it has to do with */
	const struct handover_row *handover; /* the reader asked for it or is asked; NULL: none */
	int64_t snoozed_until;               /* its owner put it away until then; 0: no */
	int64_t opens_at; /* the house is closed until then; 0: it is open, or nobody waits */
};

/* What a person may do now. */
struct ticket_deeds {
	const char *self; /* "/tickets/17" */
	bool may_reply, may_assign, may_put_aside, may_change;
	bool is_active, is_aside, is_mine, is_following;
	bool may_note;     /* it is resolved, and no mail asks its customer whether that is true */
	bool may_owe;      /* tasks are given on it: neither closed nor put aside */
	bool may_complain; /* it is no complaint yet, and may become one */
};

/* Something unseen arrived, or one would get it who may not be meant: the reply was stopped. */
struct ticket_stop {
	const char *later; /* when it was to leave, ms UTC as text; "": at once */
	struct timeline_items items;
	const char *text, *then;
	const char *tasks; /* what was ticked about open ones; "" */
	struct part_people people;
	struct part_doubts doubts; /* who would get it, and may not be meant to */
	struct part_kept kept;
	struct part_guide promises;   /* what it promises when it is sent anyway */
	int64_t version, stood, said; /* as in the composer */
	const char *drafted;
	bool is_change; /* nothing was written, but somebody did something */
	bool is_news;   /* something was written or done, not only to be looked at */
};

struct ticket_screen {
	const struct ticket *ticket;
	struct ticket_facts facts;
	struct ticket_deeds deeds;
	struct timeline timeline;
	struct part_composer composer;
	struct customer_panel customer;
	struct list_view list;
	struct later_view later;
	struct ticket_tasks tasks;
	struct part_errors errors; /* of a reply that was not right */
	const struct ticket_stop *stop;
};

/* The whole page. before_id: of the timeline, INT64_MAX for the newest. Needs cx->db. */
enum hk_result ticket_screen_find(struct web_request *req, const struct ticket *ticket,
				  const struct timeline_wish *wish, struct ticket_screen *ret);
/* The files that wait in a draft, for its form. */
struct part_kept kept_shown(struct ctx *cx, const struct ticket *ticket, const char *kind,
			    const struct attachment_list *files);
enum hk_result ticket_facts_find(struct ctx *cx, const struct ticket *ticket,
				 struct ticket_facts *ret);
struct customer_addresses customer_addresses_shown(struct ctx *cx, const struct address_list *list);
