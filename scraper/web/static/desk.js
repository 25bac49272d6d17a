// Keys, focus and what else the pages cannot do by themselves. Every act works without this file.
"use strict";
