/*
 * A small house for tests of the domain: one organisation with a team, a
 * mailbox and three people, on a real database of either engine, with a clock
 * that the test sets (world->cx.now).
 */
#pragma once

#include "core/ctx.h"
#include "core/event.h"
#include "core/settings.h"
#include "people/staff.h"
#include "people/team.h"
#include "place.h"
#include "standard/clock.h"
#include "ticket/mail/mailbox.h"
#include "ticket/message.h"

struct house_world {
	struct place place;
	struct house house;
	struct settings settings;
	struct hk_arena *arena;
	struct kit *kit;
	sem_t slots;
	struct ctx cx;
	struct actor rasa, tomas, admin, system, jonas; /* jonas is a customer, once he wrote */
	struct team team;
	struct mailbox mailbox;
};

/* The time at which it begins: Sunday, 22 November 2026, 08:00 UTC. */
#define WORLD_BEGIN ((int64_t)1795334400000)

int house_world_open(void **state);
/* With a pool that reads mail. */
int house_world_open_parse(void **state);
int house_world_close(void **state);

/* cmocka setup and teardown around one test. */
#define in_house(test) cmocka_unit_test_setup_teardown(test, house_world_open, house_world_close)
/* One that can read mail too. */
#define in_reading_house(test) \
	cmocka_unit_test_setup_teardown(test, house_world_open_parse, house_world_close)

/* Acts as this person from now on. */
void world_act(struct house_world *world, const struct actor *actor);
/* Somebody works here no more, says the actor of the moment. */
enum hk_result world_leave(struct house_world *world, int64_t staff_id);
/* A question of jonas@example.net by the web form; he becomes world->jonas. */
struct ticket world_ticket(struct house_world *world, const char *subject, const char *text);
struct ticket world_look(struct house_world *world, int64_t number);
/* How many rows the outbox has in that state. */
int64_t world_outbox(struct house_world *world, const char *state);
/* The bytes of a small mail are gone, though rows name them. */
void world_lose(struct house_world *world, const char *blob);
/* All mail that waits has left, as far as the house knows. */
void world_let_leave(struct house_world *world);
/* Runs the queue until nothing is due. */
void world_run_jobs(struct house_world *world);
/* Whatever is kept twice agrees, as `hark fsck` asks (ticket/kept.h). */
void world_agrees(struct house_world *world);
/* How much of surveys, causes and the loop does not agree, as it asks too (feedback_kept.h), by the
 * sentences that hold this word; "" by all. They are printed. */
int64_t world_faults(struct house_world *world, const char *word);
/* The clock of that kind; its state is "none" when there is none. */
struct clock world_clock(struct house_world *world, const struct ticket *ticket, const char *kind);
/* ctx_write() of a function that changes what it is given: each time that it runs, it begins anew
 * with that. */
enum hk_result world_write_anew(struct house_world *world, ctx_work *work, void *data, size_t size);
#define WORLD_WRITE(world, work, data) world_write_anew(world, work, data, sizeof(*(data)))
