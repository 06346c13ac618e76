import { removeUserFolder } from './environment.mts';

// Runs before each test file of the engine layer (jest's setupFilesAfterEnv).
afterAll(removeUserFolder);
