package dev.sqlane.cli.maintenance;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that does one thing to a database and says what came of it: as text for people, or as JSON for programs. */
@Command(sortOptions = false)
abstract class MaintenanceCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * What came of it.
     *
     * @param ok whether the exit code is 0, and not 1
     * @param text for people
     * @param values for programs
     */
    record Result(boolean ok, String text, Map<String, Object> values) {}

    @Spec
    private @Nullable CommandSpec spec;

    @SuppressWarnings("UnusedVariable") // picocli itself reads it, to show the help
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help")
    private boolean help;

    @Option(names = "--json", description = "Print the result as JSON")
    private boolean json;

    /**
     * Does it.
     *
     * @throws IllegalArgumentException if an option is out of range
     */
    abstract Result run() throws SQLException;

    @Override
    public Integer call() throws SQLException, IOException {
        CommandSpec command = Objects.requireNonNull(spec);
        Result result;
        try {
            result = run();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    command.commandLine(), Objects.requireNonNullElse(e.getMessage(), e.toString()), e);
        }
        PrintWriter out = command.commandLine().getOut();
        out.println(json ? JSON.writeValueAsString(result.values()) : result.text());
        out.flush();
        return result.ok() ? 0 : 1;
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
