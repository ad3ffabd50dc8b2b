package dev.sqlane.examples.bank;

/** An account as clients see it. */
record Account(long id, String owner, long balance) {}
