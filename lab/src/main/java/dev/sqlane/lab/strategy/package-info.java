/**
 * The ways to run database work on a file that the laboratory compares.
 *
 * <p>A {@link dev.sqlane.lab.strategy.Strategy} opens a {@link dev.sqlane.lab.strategy.Session}, on which scenarios run units of
 * work; a unit sees {@link dev.sqlane.lab.strategy.Statements} and can't tell which strategy it runs on. The peers are set up as
 * a competent user would have them; each class says what it does and why. {@link dev.sqlane.lab.strategy.Strategies} knows
 * them by name.
 *
 * <p>What is kept equal: the SQL, {@code synchronous} (NORMAL, or what Sqlane is given), WAL, foreign keys on, a busy timeout of 5 s, generated keys off, a page cache of 8 MiB,
 * 30 s to wait for a connection. What differs is what a strategy is: how many connections there are and of which kind, how a
 * transaction begins, who queues where, what is tried again.
 */
package dev.sqlane.lab.strategy;
