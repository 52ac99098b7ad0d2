/*
 * What a process of ours owns: the store, the blobs, the key, a lease on a node
 * number. Serving and one-shot commands open it alike and close it in the
 * reverse order.
 */
#pragma once

#include "app/gate.h"
#include "core/ctx.h"
#include "core/settings.h"

struct open_house {
	struct house house;
	struct settings settings;
	struct hk_arena *arena; /* of the settings */
	sem_t password_slots;
	int64_t node;
	const char *holder;     /* of the node's lease */
	struct keeper *keeper;  /* renews it for as long as the house is open */
	struct mail_gate *gate; /* of mails that come in; with HOUSE_PARSE */
	bool is_damaged;        /* the file of the database */
	const char *problem;    /* a sentence for the operator when opening failed */
};

enum house_needs {
	HOUSE_PARSE = 1,   /* reads mail: the pool is forked before anything secret is read */
	HOUSE_MIGRATE = 2, /* brings the schema up to date, after a copy of the database */
	HOUSE_CREATE = 4,  /* makes the file of the database and the key where there is none */
};

/*
 * config: of --config, or NULL. HK_INVALID: a setting is wrong; HK_UNAVAILABLE: the database does
 * not answer, or is_damaged; HK_NOT_FOUND: database, schema or key are not there (hark init makes
 * them).
 */
enum hk_result house_open(struct open_house *open, const char *config, unsigned needs);
void house_close(struct open_house *open);

/* The wall clock, or the one that tests set (setting clock). */
int64_t house_now(const struct open_house *open);
