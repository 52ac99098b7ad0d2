/*
 * board: what the control centre shows of one organisation at one moment, whoever looks: figures by
 * team, contacts of today, people and channels. It is made from memory that follows the table of
 * events, at most twice in three seconds, and shared by all who watch; nobody's look costs a query.
 *
 * Invariant: a board never changes. Whoever took one gives it back; it and its texts live until
 * then. What somebody sees of it is a view: teams that are kept from him are left out, and of
 * tickets of such a team nothing is counted for him. ms UTC throughout.
 */
#pragma once

#include "core/ctx.h"
#include "insight/board/contact.h"
#include "insight/forecast.h"

enum { BOARD_HOURS = 24, BOARD_QUARTERS = 8 /* two hours */ };

/* A ticket is at risk when what is due next is due within this time. */
#define BOARD_RISK (30 * HK_MINUTE)

struct board_figures {
	int64_t active;       /* tickets that are not at their end */
	int64_t waiting;      /* of those the ones whose customer waits for a word of ours */
	int64_t risk, broken; /* due soon; past due */
	int64_t told, untold; /* customers whose last word today came in time; who had it late
			       * or wait for it past its time */
	int64_t since, since_number; /* the longest wait and its ticket; 0 */
	int64_t next_due;            /* of those at risk; 0 */
};

/* That wait is longer than the longest so far; of two alike the older ticket stays. */
static inline bool board_waits_longer(const struct board_figures *so_far, int64_t since,
				      int64_t number)
{
	if (!since || !so_far->since)
		return since != 0;
	return since < so_far->since || (since == so_far->since && number < so_far->since_number);
}

struct board_team {
	int64_t id; /* 0: of no team */
	const char *name;
	int64_t is_restricted;
	struct board_figures figures;
	int64_t here, people;
	int64_t quarters[BOARD_QUARTERS];          /* contacts; the last one is not over */
	int64_t hours[BOARD_HOURS];                /* contacts of today */
	int64_t weeks[BOARD_HOURS][CONTACT_WEEKS]; /* and of the same weekday before */
};

struct board_teams {
	struct board_team *items;
	size_t count;
};

struct board_person {
	int64_t id;
	const char *name;
	const char *status; /* here, break, away */
	int64_t status_until, free_from, free_until;
	int64_t tickets, work;
	bool is_free; /* takes tickets now */
};

struct board_people {
	struct board_person *items;
	size_t count;
};

enum board_trouble {
	BOARD_WELL,
	BOARD_FETCH,   /* the mail server does not let us read */
	BOARD_REVOKED, /* it wants somebody to sign in again */
};

struct board_mailbox {
	int64_t id, team_id;
	const char *name, *address;
	bool is_fetched; /* by us; else it is handed over */
	enum board_trouble trouble;
};

struct board_mailboxes {
	struct board_mailbox *items;
	size_t count;
};

struct board {
	int64_t at;
	int64_t bounds[BOARD_HOURS + 1]; /* of the organisation's day */
	struct board_teams teams;        /* by name, that of no team last */
	struct board_people people;      /* by name */
	struct board_mailboxes mailboxes;
	int64_t queued, queued_since, troubled; /* mail that waits to leave; that did not arrive */
	bool is_open[BOARD_HOURS];
	bool is_alike[BOARD_HOURS][CONTACT_WEEKS]; /* that week's hour can be compared */
	double at_work[BOARD_HOURS];               /* people */
	double minutes;                            /* that a contact takes; 0: unknown */
};

/* What of a board somebody sees: all that is not restricted, and these teams. */
struct board_sight {
	const int64_t *teams; /* rising */
	size_t count;
	const char *key; /* "12,15": the same for the same sight */
};

struct board_hour {
	int64_t from;
	int64_t contacts; /* so far */
	struct forecast forecast;
	double capacity; /* contacts that the people at work can answer; 0: unknown, or nobody */
	double people;
};

struct board_view {
	struct board_figures figures;
	struct board_teams teams;
	struct board_mailboxes mailboxes;
	struct board_hour hours[BOARD_HOURS];
	size_t hour;  /* that it is now */
	size_t weeks; /* with which the day can be compared, at most */
};

/* Of the actor: the restricted teams that he is a member of. Needs cx->db. */
enum hk_result board_sight_find(struct ctx *cx, struct board_sight *ret);
/* He is a member of that restricted team. */
bool board_sight_has(const struct board_sight *sight, int64_t team_id);
struct board_view board_view_of(struct hk_arena *arena, const struct board *board,
				const struct board_sight *sight);

/* All boards of a process, for many threads. */
struct boards;
struct boards *boards_new(void);
void boards_free(struct boards *boards); /* takes NULL */

/* The board of the organisation, made anew when it is older than so many ms of the steady clock;
 * cx->now is its moment. Needs cx->db. Give it back with board_give_back(). */
enum hk_result board_take(struct ctx *cx, int64_t oldest_ms, struct board **ret);
void board_give_back(struct boards *boards, struct board *board); /* takes NULL */
/* Nobody looks any more: what it keeps in memory goes. */
void board_forget(struct boards *boards, int64_t org_id);

enum board_list { BOARD_WAITING, BOARD_AT_RISK, BOARD_BROKEN };

enum { BOARD_ANY_TEAM = -1 };

struct board_wish {
	enum board_list list;
	int64_t team_id; /* BOARD_ANY_TEAM; 0: of no team */
	const struct board_sight *sight;
};

/* Tickets that are counted there, what is urgent first, then those that waited longest or are due
 * first, at most limit. Only ids: whoever shows them asks whether they may be seen. Makes the board
 * first. Needs cx->db.
 */
enum hk_result board_tickets(struct ctx *cx, const struct board_wish *wish, size_t limit,
			     int64_t *ret_ids, size_t *ret_count);
