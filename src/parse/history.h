/* What the markup of a mail says of places in its text: programs name what they add. */
#pragma once

#include <glib.h>
#include <stddef.h>

enum history {
	HISTORY_NAMED,     /* here a line says who wrote what is quoted below it */
	HISTORY_HEAD,      /* here the head of the mail that is answered is repeated */
	HISTORY_SIGNATURE, /* here a signature begins, with "--" */
	HISTORY_KINDS,
};

/* Sorted by place. */
struct history_mark {
	size_t at;
	enum history history;
};
