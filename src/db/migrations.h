/* The files of migrations/, in order; tools/embed_migrations.py writes them into the program. */
#pragma once

#include "db/db.h"

extern const struct db_migration migrations[];
extern const size_t migration_count;
