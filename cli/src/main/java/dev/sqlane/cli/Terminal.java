package dev.sqlane.cli;

import java.io.Console;

/** Whether somebody looks. */
public final class Terminal {
    private Terminal() {}

    /** Tells whether a person is watching what the command prints, and not a file or a program. */
    @SuppressWarnings("SystemConsoleNull") // it is null before Java 22, and asked further from there on
    public static boolean isWatched() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // Since 22 there is a Console without a terminal too, and a method that tells them apart.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException olderJava) {
            return true;
        }
    }
}
