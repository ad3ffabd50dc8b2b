/**
 * One physical connection and everything that touches the driver directly: how it is opened and checked
 * ({@link dev.sqlane.sqlite.internal.connection.ConnectionOpener}), its statement cache, its transaction state
 * ({@link dev.sqlane.sqlite.internal.connection.PhysicalConnection}), what its result codes mean
 * ({@link dev.sqlane.sqlite.internal.connection.ResultCode}), how a lock is waited out in Java
 * ({@link dev.sqlane.sqlite.internal.connection.BusyWait}), and what one borrower may do with it
 * ({@link dev.sqlane.sqlite.internal.connection.Session}).
 */
package dev.sqlane.sqlite.internal.connection;
