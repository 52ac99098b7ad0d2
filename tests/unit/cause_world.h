/* What tests of causes share. */
#pragma once

#include "feedback/cause.h"
#include "house_world.h"

/* Forgets what was wrong with the last deed. */
void cause_fresh(struct house_world *world);
enum hk_result cause_try(struct house_world *world, struct cause *cause);
struct cause cause_look(struct house_world *world, int64_t number);
struct cause cause_new(struct house_world *world, const char *name, int64_t parent_id);
enum hk_result cause_close_it(struct house_world *world, int64_t number, const char *as,
			      const char *reason);
/* No sum of the room contradicts its rows. */
void cause_in_order(struct house_world *world);
/* How often he was told that; he acts from now on. */
size_t cause_told(struct house_world *world, const struct actor *who, const char *kind);
