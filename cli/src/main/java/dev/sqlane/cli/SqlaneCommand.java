package dev.sqlane.cli;

import dev.sqlane.cli.lab.LabCommand;
import dev.sqlane.cli.maintenance.BackupCommand;
import dev.sqlane.cli.maintenance.CheckpointCommand;
import dev.sqlane.cli.maintenance.OptimizeCommand;
import dev.sqlane.cli.maintenance.RestoreCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The command {@code sqlane}. It does nothing by itself; each subcommand is a class of its own. */
@Command(
        name = "sqlane",
        description = "SQLite, safe and fast under concurrency.",
        mixinStandardHelpOptions = true,
        versionProvider = SqlaneCommand.Version.class,
        subcommands = {
            BackupCommand.class,
            RestoreCommand.class,
            CheckpointCommand.class,
            OptimizeCommand.class,
            LabCommand.class
        })
public final class SqlaneCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    /**
     * Runs the command line and ends the process: 0 for success, 1 for a failure, 2 for wrong usage.
     *
     * @param args what the user typed after {@code sqlane}
     */
    public static void main(String[] args) {
        // Charts are drawn into files, never on a screen; the JDK is not to look for one.
        System.setProperty("java.awt.headless", "true");
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new SqlaneCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(SqlaneCommand::explainMisuse)
                .setExecutionExceptionHandler(SqlaneCommand::explainFailure);
    }

    /** Without a subcommand there is nothing to do: prints the usage to stderr, with exit code 2. */
    @Override
    public void run() {
        CommandLine commandLine = Objects.requireNonNull(spec).commandLine();
        commandLine.usage(commandLine.getErr());
        throw new ParameterException(commandLine, "Missing subcommand");
    }

    /** Says in one line what was wrong with the arguments and where more can be read. */
    private static int explainMisuse(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        err.println(name + ": " + failure.getMessage() + " (see \"" + name + " --help\")");
        err.flush();
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** What the outside world did wrong is said in a line; anything else is a fault of ours and shows its stack. */
    private static int explainFailure(Exception failure, CommandLine command, ParseResult arguments) {
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        if (failure instanceof IOException || failure instanceof SQLException) {
            err.println(name + ": " + failure.getMessage());
        } else {
            err.println(name + ": unexpected failure");
            failure.printStackTrace(err);
        }
        err.flush();
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = SqlaneCommand.class.getPackage().getImplementationVersion();
            return new String[] {"sqlane " + (version == null ? "(development)" : version)};
        }
    }
}
