package dev.sqlane.lab.strategy;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The few kinds of statement that scenarios run, on one connection. Parameters are {@code Long}, {@code Integer},
 * {@code Double} or {@code String}. For the strategies over JDBC each call prepares, binds, runs and closes a statement, as
 * their users write it; for Sqlane it is the short-hand of the same shape.
 */
public interface Statements {
    /** Runs an INSERT, UPDATE or DELETE and returns how many rows it changed. */
    long update(String sql, Object... parameters) throws SQLException;

    /** Runs an INSERT that ends in {@code returning id} and returns that. */
    long insert(String sql, Object... parameters) throws SQLException;

    /** Returns all rows. */
    <T> List<T> query(String sql, RowReader<T> reader, Object... parameters) throws SQLException;

    /** Returns the only row, or empty. */
    <T> Optional<T> queryOne(String sql, RowReader<T> reader, Object... parameters) throws SQLException;

    /** Turns the current row into an object. */
    @FunctionalInterface
    interface RowReader<T> {
        T read(Columns columns) throws SQLException;
    }

    /** The columns of the current row, counted from 1. Those that scenarios read this way are never NULL. */
    interface Columns {
        long number(int column) throws SQLException;

        String text(int column) throws SQLException;
    }
}
