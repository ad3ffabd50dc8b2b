package dev.sqlane.lab.strategy;

import java.nio.file.Path;
import java.sql.SQLException;

/**
 * One way to run database work on a file: which connections are open, how a transaction begins, who waits for
 * whom, and what is tried again. The scenarios are written once, against this interface, so that every
 * strategy runs the very same SQL.
 */
public interface Strategy {
    /** Returns the name, as on the command line and in reports. */
    String name();

    /** Returns in one line what it is, for help texts. */
    String description();

    /** Opens the file for a program that reads and writes on many threads. The file exists and is in WAL mode. */
    Session open(Path file) throws SQLException;

    /**
     * Opens the file for a small program that only reports into it, one statement after another. Of the session's methods
     * {@link Session#read} is not for use.
     */
    Session openReporter(Path file) throws SQLException;
}
