/* Works on an import: reads the old mailbox, hands batches of it to intake, takes runs back. For
 * the server's own thread and for the command that does it at once. */
#pragma once

#include "app/house.h"
#include "intake/import.h"

struct import_runner {
	struct open_house *open;
	struct kit *kit;
	int64_t org_id;
	int stop; /* a descriptor that becomes readable when it shall end soon */
	const char *
		when_stopped; /* the state of the run then: waiting (for the next start), stopped */
	void (*on_progress)(void *data, const struct import *run); /* may be NULL */
	void *data;
};

/* run: claimed, and this runner's; afterwards as it stands now. HK_OK: it came to an end, or had to
 * stop. HK_CONFLICT: somebody stopped it or took it over. HK_UNAVAILABLE: the database does not
 * answer; the run can be claimed again when its lease is over. */
enum hk_result import_run(const struct import_runner *runner, struct import *run);
