/*
 * Who is asking, for which organisation, when, in which language, on which
 * database, and where results are kept. Every domain function takes one; no
 * domain function reads a global, the clock or the environment.
 *
 * Reading and writing: ctx_read() and ctx_write() run a function with cx->db
 * set; outside of them it is NULL. A function under ctx_write() may run more
 * than once, so it changes only the database, the arena and what it fills anew.
 */
#pragma once

#include <semaphore.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/result.h"
#include "base/secret.h"
#include "db/db.h"

enum actor_kind { ACTOR_NOBODY, ACTOR_CUSTOMER, ACTOR_STAFF, ACTOR_SYSTEM };

struct actor {
	enum actor_kind kind;
	int64_t id;         /* of the customer or member of staff, else 0 */
	const char *name;   /* as people know him; "" for nobody */
	const char *email;  /* "" when there is none */
	const char *role;   /* staff: employee, agent, supervisor, manager, admin */
	int64_t session_id; /* 0: not signed in by a browser */
	uint64_t rights;    /* bits of core/rights.h */
};

/* The house, and whoever may run commands on its machine: may do everything. */
extern const struct actor actor_house;

/* "nobody", "customer", "staff", "system": as rows say who did something. */
const char *actor_kind_name(const struct actor *actor);

/* What is wrong with one field of what a person sent; sentence is translatable. */
struct field_problem {
	const char *field, *sentence;
};

enum { FIELD_PROBLEMS_MAX = 16 };

struct words;
struct languages;
struct i18n_formats;
struct blobs;
struct parse_pool;
struct settings;
struct id_source;
struct subscriber;
struct boards;
struct audiences;

/* What the process owns and every context shares. Constant after start; each part is safe for
 * many threads. */
struct house {
	struct db_store *store;
	struct blobs *blobs;
	struct parse_pool *parse; /* NULL where this process reads no mail */
	const struct settings *settings;
	struct id_source *ids;
	const struct subscriber *subscribers; /* ends with an empty one */
	struct boards *boards;       /* of the control centre (insight/board/board.h); NULL: this */
	struct audiences *audiences; /* process shows none. And who watches them */
	sem_t *password_slots;       /* a hash takes 19 MiB: two at once, whoever asks */
	unsigned char key[HK_KEY];   /* of the house: signatures, sealed secrets */
};

/* What one thread owns, because it cannot be shared. */
struct kit {
	struct words *words;
	struct languages *languages;
	struct i18n_formats *formats;
	struct hk_arena *kept_arena; /* of kept; NULL: nothing is kept yet */
	void *kept;                  /* calendars to count with: standard/calendar_business.c */
};

struct kit *kit_new(void);
void kit_free(struct kit *kit);

struct ctx {
	struct hk_arena *arena; /* owns all that domain functions return */
	const struct house *house;
	struct kit *kit;
	struct db *db;
	int64_t org_id;
	const struct actor *actor; /* never NULL */
	int64_t now;               /* milliseconds since 1970, UTC */
	const char *language;      /* of the one who reads the answer: en, bn, lt, ta */
	const char *timezone;      /* of the same, such as Europe/Vilnius */
	bool native_digits;        /* of the same: those of his language, not 0-9 */
	const char *problem;       /* one sentence for the person who asked, or NULL */
	bool is_limited;           /* HK_DENIED for now alone: it was asked too often */
	struct field_problem fields[FIELD_PROBLEMS_MAX];
	size_t field_count;
	/* What the request itself got wrong, before anything was asked of the domain: while there
	 * is any, ctx_write() writes nothing and answers as a domain function that found it would.
	 */
	struct field_problem refused[FIELD_PROBLEMS_MAX];
	size_t refused_count;
	const char *chain; /* ids of the rules that led to what is done now, the last one last;
			      NULL: a person did it, or it came from outside */
	bool has_news;     /* something was recorded that others wait for: ring after the commit */
};

/* A fresh context on this arena, with nobody as its actor. */
void ctx_init(struct ctx *cx, const struct house *house, struct kit *kit, struct hk_arena *arena,
	      int64_t now);

/* Leaves a sentence for the person who asked and returns the result. Write it as
 * problem(cx, HK_CONFLICT, TR("Somebody else has already taken this ticket.")). */
enum hk_result problem(struct ctx *cx, enum hk_result result, const char *sentence);
/* The same beside one field; several may be left before HK_INVALID is returned. */
enum hk_result field_problem(struct ctx *cx, const char *field, const char *sentence);

/* For who reads requests: the sentence beside a field that no ctx_write() comes past. */
void field_refuse(struct ctx *cx, const char *field, const char *sentence);

/* Marks a sentence for translators; it is translated where it is shown. */
#define TR(sentence) sentence

typedef enum hk_result ctx_work(struct ctx *cx, void *data);

/* On a read-only connection, each statement by itself. */
enum hk_result ctx_read(struct ctx *cx, ctx_work *work, void *data);
/* In one transaction, and rings the doorbell after it when cx->has_news. */
enum hk_result ctx_write(struct ctx *cx, ctx_work *work, void *data);
/* The same for a function that begins with a ledger row, so that it may follow an unknown
 * outcome (see db_task.is_repeatable). */
enum hk_result ctx_write_repeatable(struct ctx *cx, ctx_work *work, void *data);

/* A new id: 63 bits, rising with time (core/id.h). */
int64_t ctx_new_id(struct ctx *cx);
