/* A customer's requests as he sees them: what happens next, by when, who has it. */
#pragma once

#include "standard/clock.h"
#include "ticket/message.h"
#include "web/pages/complaint/complaint_customer.h"
#include "web/parts.h"
#include "web/web.h"

enum { REQUEST_STEPS = 4 };

/* A word that we gave him and that he waits for. */
struct request_promise {
	const char *text;
	int64_t due_at;
	bool is_late;
};

/* One request in a list, and the head of its own page. Texts are never NULL. */
struct request_card {
	int64_t number;
	const char *url, *subject, *language;
	const char *state;     /* of the ticket */
	const char *closed_as; /* how it ended, "" when not known */
	const char *owner;
	int64_t answered_at, resolved_at, closed_at; /* 0: not yet; of one request alone */
	int64_t due_at; /* when the customer hears from us; CLOCK_NEVER: nothing is due */
	int64_t step;   /* how many of REQUEST_STEPS are behind him */
	bool is_late;

	struct request_promises {
		struct request_promise *items;
		size_t count;
	} promises;
};

struct request_cards {
	struct request_card *items;
	size_t count;
};

struct request_message {
	struct part_message message;
	const char *day; /* above the first message of a day, else "" */
};

struct request_messages {
	struct request_message *items;
	size_t count;
};

/* A survey that he was asked to answer and has not. */
struct request_asked {
	const char *url, *decline;
	const char *question;
	const char *subject, *language; /* of the request that it is about; "" */
};

struct request_asked_list {
	const struct request_asked *items;
	size_t count;
};

struct request_list {
	bool has_digits; /* his language has digits of its own to choose */
	struct request_asked_list asked;
	struct request_cards open, done;
	const char *older; /* address of the next page, "" for none */
	bool is_first;
};

struct request_view {
	struct part_errors errors;
	const char *problem; /* about the form as a whole */
	struct request_card card;
	struct complaint_mine complaint;
	struct request_asked_list asked;
	struct part_steps steps;
	struct request_messages messages;
	const char *older; /* address of the earlier messages, "" for none */
	const char *text;  /* as typed */
	const char *key;   /* the same form sent twice is one message */
};

/* What a reply that may still be taken back makes of a request shows only when it has left. Both
 * need cx->db. */
enum hk_result request_card_of_line(struct web_request *req, const struct ticket_line *line,
				    struct request_card *ret);
enum hk_result request_card_of(struct web_request *req, const struct ticket *ticket,
			       struct request_card *ret);
struct part_steps request_steps(struct web_request *req, int64_t opened_at,
				const struct request_card *card);
/* Conversation before that message (INT64_MAX: the newest), with its files. Needs cx->db. */
enum hk_result request_messages_load(struct web_request *req, const struct ticket *ticket,
				     int64_t before_id, struct request_view *ret);
/* The page of the request again, with what was typed and what is wrong with it; data: the
 * web_request. For page_again(). */
enum hk_result request_show_again(struct ctx *cx, void *data);
/* ticket_id 0: about whatever. Needs cx->db. */
enum hk_result request_asked_find(struct web_request *req, int64_t ticket_id,
				  struct request_asked_list *ret);
