package org.carrack.runtime.data.internal.migration;

import java.sql.SQLException;
import org.carrack.runtime.data.internal.migration.Step.Statement;

/** Where it is written down how what is done is rolled back. */
@FunctionalInterface
interface UndoLog {

    /** Notes one, in the transaction that is under way. */
    void note(Statement undo) throws SQLException;
}
