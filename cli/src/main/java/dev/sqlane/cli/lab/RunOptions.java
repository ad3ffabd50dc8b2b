package dev.sqlane.cli.lab;

import dev.sqlane.lab.RunSettings;
import java.io.Console;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that all scenarios have. */
final class RunOptions {
    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "" + RunSettings.DEFAULT_RUNS,
            description = "Rounds; each runs every strategy once. Default: ${DEFAULT-VALUE}")
    private int runs;

    @Option(
            names = "--strategy",
            paramLabel = "NAME",
            split = ",",
            description = "Strategies, separated by commas. Default: all")
    private List<String> strategies = new ArrayList<>();

    @Option(
            names = "--directory",
            paramLabel = "FOLDER",
            defaultValue = "${sys:java.io.tmpdir}",
            description =
                    "Where the databases go, in a folder of their own that is removed afterwards; on the disk whose"
                            + " behaviour is of interest. Default: the folder for temporary files")
    private @Nullable Path directory;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings of the sqlane strategies, as JSON:"
                    + " {\"database\":{\"maxReadConnections\":8,\"busyTimeout\":\"5s\"}}")
    private @Nullable Path configuration;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the report there too, as JSON")
    private @Nullable Path json;

    /**
     * Returns the settings.
     *
     * @throws IllegalArgumentException if one of them is wrong
     */
    RunSettings settings() {
        Map<String, String> database = configuration == null ? Map.of() : ConfigurationFile.read(configuration);
        return new RunSettings(runs, strategies, Objects.requireNonNull(directory), database);
    }

    /** Returns where the report is to be written as JSON, or {@code null}. */
    @Nullable
    Path json() {
        return json;
    }

    /** Tells whether a person is watching. */
    @SuppressWarnings("SystemConsoleNull") // it is null before Java 22, and asked further from there on
    static boolean onTerminal() {
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
