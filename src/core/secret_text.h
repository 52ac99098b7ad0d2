/* Secrets that must be readable again, such as the password of a mailbox: in the database they
 * stand sealed with the key of the house (base/secret.h). */
#pragma once

#include "core/ctx.h"

/* In the arena. "" is kept as nothing: NULL bytes. */
struct db_blob secret_seal(struct ctx *cx, const char *text);
/* In the arena; "" for nothing. Fails like hk_unseal(). */
enum hk_result secret_unseal(struct ctx *cx, struct db_blob sealed, const char **ret);
