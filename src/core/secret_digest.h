/* What stands in the database in place of a secret that a link, a cookie or a program carries: who
 * reads the database can use none of them. */
#pragma once

#include "core/ctx.h"

/* SHA-256. It needs no salt and no slow hash: such a secret is 128 random bits. */
struct db_blob secret_digest(struct ctx *cx, const char *secret);
