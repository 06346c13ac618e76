import type * as Wait from '../../../nodes/util/wait';
import { removeUserFolder } from './environment.mts';
import { shortWaits } from './shortWaits';

// Runs before each test file of the engine layer (jest's setupFilesAfterEnv).
jest.mock('../../../nodes/util/wait', () =>
	shortWaits(jest.requireActual<typeof Wait>('../../../nodes/util/wait')),
);

afterAll(removeUserFolder);
