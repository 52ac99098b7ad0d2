/* Works on the imports that wait, one after the other, in a thread of its own. */
#pragma once

#include "app/house.h"

struct importer;

struct importer *importer_open(struct open_house *open);
/* What is under way goes on when somebody serves again. Takes NULL. */
void importer_close(struct importer *importer);
