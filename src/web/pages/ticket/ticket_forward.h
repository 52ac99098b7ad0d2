/* A message of a ticket on its way to somebody else. */
#pragma once

#include "ticket/write/reply.h"
#include "web/parts.h"
#include "web/web.h"

/* A file of the message. */
struct forward_file {
	int64_t position;
	const char *name;
	int64_t size;
	bool is_ticked;
};

struct forward_files {
	struct forward_file *items;
	size_t count;
};

struct ticket_forward {
	const struct ticket *ticket;
	const char *self; /* "/tickets/17" */
	int64_t message;
	int64_t said; /* as in the composer */
	const char *text, *who;
	struct part_people people;
	struct part_doubts doubts;
	struct forward_files files;
	struct part_kept kept;
	const char *drafted; /* draft_version() */
	int64_t saved_at, file_max;
	struct part_options saved; /* saved replies, for those without a script */
	struct part_errors errors;
	const char *problem;
};

/* The form again, with what was written in it and why that was refused. */
enum hk_result forward_again(struct web_request *req, enum hk_result result,
			     const struct reply *reply);
