/* A house that takes over old mailboxes, for tests: letters of the past, runs, and what they leave.
 */
#pragma once

#include "base/time.h"
#include "house_world.h"
#include "intake/import.h"

#define in_reading_house(test) \
	cmocka_unit_test_setup_teardown(test, house_world_open_parse, house_world_close)

#define US     "Nordhome <help@nordhome.example>"
#define JONAS  "Jonas <jonas@example.net>"
#define YEAR   (365 * HK_DAY)
#define BEFORE (WORLD_BEGIN - 10 * YEAR)

#define REPLIES(id) "In-Reply-To: <" id "@example.net>\r\nReferences: <" id "@example.net>\r\n"

enum hk_result import_add_work(struct ctx *cx, void *data);
enum hk_result import_claim_work(struct ctx *cx, void *data);
struct import import_begin(struct house_world *world, const char *target, int64_t since,
			   int64_t before);
const char *import_letter(struct house_world *world, int days, const char *id, const char *from,
			  const char *to, const char *more);
enum hk_result import_feed(struct house_world *world, struct import *run, const char *const *raws,
			   size_t count);
void import_feed_one(struct house_world *world, struct import *run, const char *raw);
enum hk_result import_end_work(struct ctx *cx, void *data);
void import_finish(struct house_world *world, struct import *run);
enum hk_result import_undo_work(struct ctx *cx, void *data);
void import_undo_all(struct house_world *world, struct import *run);
struct message_list import_messages(struct house_world *world, int64_t number);
int64_t import_count(struct house_world *world, const struct db_record *record);
void assert_sound(struct house_world *world);
void assert_quiet(struct house_world *world);
struct import_left_list import_kept_of(struct house_world *world, const struct import *run);
const char *import_ticket_reason(struct house_world *world, const struct import *run);

/* For import_count(). */
extern const struct db_record count_tickets;
extern const struct db_record count_customers;
extern const struct db_record count_addresses;
extern const struct db_record count_messages;
extern const struct db_record count_recipients;
extern const struct db_record count_histories;
extern const struct db_record count_mail_ids;
extern const struct db_record count_words;
extern const struct db_record count_clocks;
extern const struct db_record count_outbox;
extern const struct db_record count_events;
extern const struct db_record count_jobs;
extern const struct db_record count_refs;
