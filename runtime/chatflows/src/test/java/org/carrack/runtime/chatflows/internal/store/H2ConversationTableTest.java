package org.carrack.runtime.chatflows.internal.store;

import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

class H2ConversationTableTest extends ConversationTableTest {

    @Override
    DataSource database() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:" + folder.resolve("carrack"));
        return database;
    }
}
