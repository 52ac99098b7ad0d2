#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "app/command/command.h"
#include "base/text.h"
#include "base/time.h"
#include "people/staff.h"
#include "ticket/ticket.h"
#include "web/ticket_json.h"

enum { DOCUMENT_MAX_BYTES = 256 * 1024 * 1024, PAGE = 200 };

struct wish {
	int64_t number;
	const char *state;
	bool is_json;
	struct ticket_cursor after; /* how far the list was printed */
};

/* What the customer did not confirm is told from what he did. */
static const char *state_shown(const char *state, const char *closed_as)
{
	if (!closed_as || strcmp(state, "closed") != 0)
		return state;
	if (strcmp(closed_as, "by_phone") == 0)
		return "confirmed by phone";
	if (strcmp(closed_as, "not_asked") == 0)
		return "could not be asked";
	return strcmp(closed_as, "not_confirmed") == 0 ? "not confirmed" : closed_as;
}

static enum hk_result show(struct ctx *cx, void *data)
{
	const struct wish *wish = data;
	struct ticket ticket;
	scoped_buf buf;
	struct hk_json json = hk_json_to(&buf);

	hk_buf_init(&buf, DOCUMENT_MAX_BYTES);
	HK_TRY(ticket_find(cx, wish->number, &ticket));
	if (wish->is_json) {
		HK_TRY(ticket_json_write(cx, &ticket, &json));
		puts(buf.bytes);
		return HK_OK;
	}
	printf("#%" PRId64 " %s\n%s, %s, %s, since %s\n", ticket.number, ticket.subject,
	       ticket.type, ticket.priority, state_shown(ticket.state, ticket.closed_as),
	       hk_time_iso(cx->arena, ticket.opened_at));
	return HK_OK;
}

static enum hk_result print_line(struct ctx *cx, const struct ticket_line *line, bool is_json)
{
	struct ticket ticket;
	scoped_buf buf;
	struct hk_json json = hk_json_to(&buf);

	hk_buf_init(&buf, DOCUMENT_MAX_BYTES);
	if (!is_json) {
		printf("#%-8" PRId64 " %-13s %-20s %s\n", line->number,
		       state_shown(line->state, line->closed_as), line->customer_name,
		       line->subject);
		return HK_OK;
	}
	HK_TRY(ticket_by_id(cx, line->id, &ticket));
	HK_TRY(ticket_json_write(cx, &ticket, &json));
	puts(buf.bytes);
	return HK_OK;
}

static enum hk_result list_page(struct ctx *cx, void *data, bool *ret_is_last)
{
	struct wish *wish = data;
	struct ticket_lines lines;

	HK_TRY(ticket_page_all(cx, wish->state, wish->after, PAGE, &lines));
	for (size_t i = 0; i < lines.count; i++)
		HK_TRY(print_line(cx, &lines.items[i], wish->is_json));
	if (lines.count)
		wish->after = (struct ticket_cursor){ lines.items[lines.count - 1].opened_at,
						      lines.items[lines.count - 1].id };
	*ret_is_last = lines.count < PAGE;
	return HK_OK;
}

static enum hk_result count_ends(struct ctx *cx, void *data)
{
	return ticket_count_ends(cx, data);
}

/* All of them, restricted ones too, since whoever runs commands may do everything. */
static enum hk_result list(struct ctx *cx, void *data)
{
	const struct wish *wish = data;
	struct ticket_ends ends = { 0 };

	HK_TRY(command_pages(cx, list_page, data));
	if (wish->is_json)
		return HK_OK;
	HK_TRY(ctx_read(cx, count_ends, &ends));
	if (ends.confirmed + ends.by_phone + ends.not_confirmed + ends.not_asked)
		printf("Closed: %" PRId64 " confirmed by the customer, %" PRId64
		       " not confirmed.\n",
		       ends.confirmed + ends.by_phone, ends.not_confirmed);
	if (ends.by_phone + ends.not_asked)
		printf("Confirmed by phone: %" PRId64 ". Could not be asked: %" PRId64 ".\n",
		       ends.by_phone, ends.not_asked);
	return HK_OK;
}

int command_ticket(struct command_line *line)
{
	const char *verb = command_word(line), *number = NULL;
	struct wish wish = { .is_json = line->is_json, .state = command_option(line, "--state") };
	struct command_work work = { 0, list, &wish, false, NULL };

	if (verb && strcmp(verb, "show") == 0) {
		number = command_word(line);
		if (!number || !hk_number(number, &wish.number)) {
			fprintf(stderr, "hark: ticket show needs a number.\n");
			return EX_USAGE;
		}
		work.work = show;
	} else if (verb && strcmp(verb, "list") == 0 && wish.state &&
		   !ticket_state_exists(wish.state)) {
		fprintf(stderr, "hark: --state is new, open, waiting, resolved or closed.\n");
		return EX_USAGE;
	} else if (!verb || strcmp(verb, "list") != 0) {
		fprintf(stderr, "hark: ticket takes show N or list.\n");
		return EX_USAGE;
	}
	return command_is_done(line) ? command_run(line, &work) : EX_USAGE;
}
