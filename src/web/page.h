/* What every page shows, whatever it is about. Filled by web.c, read by the layouts. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct page_language {
	const char *code, *name, *url; /* this page in that language */
};

/* A queue of the side bar. */
struct page_team {
	int64_t id, count;
	const char *name, *url;
};

struct web_route;

struct page {
	const struct web_route *family; /* the table of routes that this page is one of */
	const char *language, *dir;
	const char *timezone;     /* IANA, of the reader */
	const char *theme;        /* "light", "dark", or "" for what the machine prefers */
	const char *density;      /* "" or "compact" */
	const char *text_size;    /* "" or "large" */
	const char *organisation; /* its name */
	const char *accent;       /* a class name for the accent colour, "" for harbour green */
	const char *phone, *email, *hours; /* how to reach a person; "" when not set */
	const char *hours_language;        /* in which the hours are written */
	const char *privacy;    /* where it says what it keeps of people; "" when not set */
	const char *form_token; /* against forged requests (CSRF) */
	const char *person;     /* who is signed in, "" for nobody */
	const char *person_email;
	int64_t person_id; /* of the member of staff, 0 for others */
	const char *keys;  /* "off": single keys do nothing (WCAG 2.1.4) */
	const char *role;  /* "" for nobody, "customer", or of staff */
	uint64_t rights;
	const char *path;   /* of this page, without the language */
	const char *beside; /* of the list or page it belongs to, if path does not say; or NULL */
	const char *base;   /* "" or "/bn": before every path of a customer's page */
	const char *notice; /* one sentence to show once at the top, "" for none */
	const char *undo;   /* URL that takes it back, "" for none */
	const char *css, *js, *sprite; /* URLs with the hash of their content */
	int64_t inbox_mine;    /* counts of the side bar: active ones of the person, not put away */
	int64_t inbox_snoozed; /* and those that he put away */
	int64_t tasks;         /* open ones of the person, and of his teams */
	int64_t unread;        /* notifications that he has not seen */
	bool has_script;       /* the frame of staff in answer to an address of customers */
	int64_t inbox_solved;  /* those that the customer has not confirmed yet; at most 100 */
	int64_t handovers; /* tickets that a colleague is asked to take, of the person or by him */
	bool has_own_stream; /* of another kind than /events: one a page is enough */
	int64_t event_seq; /* the last event that this page shows: /events?after= goes on from it */

	struct page_teams {
		const struct page_team *items;
		size_t count;
	} teams;

	struct page_languages {
		const struct page_language *items;
		size_t count;
	} languages;
};

/* aria-current of an entry of the side bar: "page" on its page, "true" on one below it that has no
 * nearer entry, else "false". */
const char *page_current(const struct page *page, const char *entry);

/* How many letters a field of a form of this family takes, by the parameters that its routes
 * declare; 0: no limit is declared. */
int64_t page_field_max(const struct page *page, const char *name);

/* right: one of enum right. For what a layout shows; handlers and domain check for themselves. */
static inline bool page_may(const struct page *page, unsigned right)
{
	return (page->rights >> right & 1) != 0;
}
