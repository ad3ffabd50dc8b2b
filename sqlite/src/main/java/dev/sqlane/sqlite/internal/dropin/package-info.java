/**
 * Behind {@link dev.sqlane.Database#dataSource()}: one connection for programs that know only one.
 *
 * <p>The objects of JDBC are those of {@link dev.sqlane.sqlite.internal.jdbc}, as for the pools.
 * {@link dev.sqlane.sqlite.internal.dropin.RoutedSessions} tells them where each statement runs, by what
 * {@link dev.sqlane.sqlite.internal.dropin.Verdicts} knows of its text, and holds what they need for as long as they need it, borrowed from a
 * {@link dev.sqlane.sqlite.internal.dropin.Lender}.
 */
package dev.sqlane.sqlite.internal.dropin;
