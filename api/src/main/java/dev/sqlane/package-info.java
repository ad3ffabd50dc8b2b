/**
 * The typed handles on a database with many readers and one writer, neutral towards the engine behind them.
 *
 * <p><b>Tour.</b> A {@link dev.sqlane.Database} is a {@link dev.sqlane.ReadPool} and a {@link dev.sqlane.WritePool} over one database. Work is
 * handed to it as a {@link dev.sqlane.ReadWork}, a {@link dev.sqlane.WriteWork} or a {@link dev.sqlane.WriteAction}, and gets a
 * {@link dev.sqlane.ReadConnection} or a {@link dev.sqlane.WriteConnection}, which ends with the work. {@link dev.sqlane.Queries} are the
 * short-hands that all readers share; {@link dev.sqlane.Row} and {@link dev.sqlane.RowMapper} turn rows into objects. A
 * {@link dev.sqlane.Task} names a unit of work and says how it is to run. What the library itself has to say is a
 * {@link dev.sqlane.SqlaneException}; what happens inside is told to {@link dev.sqlane.Events} and counted in
 * {@link dev.sqlane.DatabaseStatistics}.
 *
 * <p><b>What a timeout means.</b> Each timeout is a duration, and limits waiting before a unit starts. The time runs from the call until the
 * unit has its connection and, for a write, the write lock: the place in the queue and the wait for other processes
 * together. It is measured by the monotonic clock. A unit that has started is not limited: a statement is, by JDBC's
 * {@code setQueryTimeout}. A wait ends early when the thread is interrupted ({@link dev.sqlane.WaitInterruptedException}, with the
 * interrupt flag set again); an interrupt does not disturb a unit that runs. However a wait ends, the caller's place in the queue is given
 * back.
 *
 * <p><b>Happens-before.</b> What a thread did before it called a {@code write} happens before the unit runs, and what the unit did happens before
 * the call returns. What one write unit did, in the database and in memory, happens before the next write unit of the same
 * pool begins. A read that begins after a write returned sees its rows. What an asynchronous unit did happens before its stage
 * completes.
 *
 * <p><b>Null.</b> Nothing is {@code null} unless it is marked {@code @Nullable}.
 */
package dev.sqlane;
