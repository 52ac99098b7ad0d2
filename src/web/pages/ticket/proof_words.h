/* Whether the sender of a mail is who he says, in plain words. */
#pragma once

#include "core/ctx.h"
#include "intake/proof.h"
#include "web/parts.h"

/* Translated; words "" when nothing was told. */
struct part_proof proof_part(struct ctx *cx, const struct proof *proof);
