/* Customers as staff see them: the list, one of them with all his tickets, and his form. */
#pragma once

#include "people/customer.h"
#include "web/pages/desk/list_view.h"
#include "web/pages/survey/asking_view.h"
#include "web/pages/ticket/ticket_screen.h"
#include "web/parts.h"

struct customer_row {
	const char *url, *name, *language, *addresses;
	int64_t since;
};

struct customer_rows {
	struct customer_row *items;
	size_t count;
};

struct customer_list_view {
	const char *q; /* what is looked for, "" for none */
	struct customer_rows rows;
	const char *next; /* "" for none */
	bool is_first;
};

struct customer_view {
	const struct customer *customer;
	const char *self, *new_ticket;
	bool may_write;
	struct customer_addresses addresses;
	struct list_rows tickets;
	const char *next; /* older tickets, "" for none */
	bool is_first;
	bool wants_news;    /* to be asked what he thinks, and told what changed */
	int64_t asked_from; /* not before; 0: nothing stands against it */

	/* He told one of us that he wants none; said_by is "" where he chose it himself. */
	struct customer_opt_out {
		const char *said_by, *written_by;
		int64_t said_at;
		bool may_undo;
	} opt_out;

	const char *said_by, *said_on; /* what its form begins with */
	bool is_opt_out_open;          /* the form was sent, and something is wrong in it */
	const char *problem;           /* why it could not be taken back, "" */
	struct part_errors errors;
	struct customer_askings askings;
};

struct customer_form {
	const struct customer *customer; /* as typed */
	const char *self, *address;
	struct part_options languages;
	bool has_latin_digits;
	int64_t version;
	const char *problem;
	struct part_errors errors;
};

/* Rows of a list of customers, with their addresses in one line. Needs cx->db. */
enum hk_result customer_rows_of(struct ctx *cx, const struct customer_list *list,
				struct customer_rows *ret);
