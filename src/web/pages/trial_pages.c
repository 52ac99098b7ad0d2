#include "web/pages/families.h"

const struct web_route trial_pages[] = {
	{ 0 },
};
